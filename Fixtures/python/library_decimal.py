# decimal: contexts, rounding, signals, formatting, special values.
from decimal import *

getcontext().prec = 28
print(Decimal(1) / Decimal(7), Decimal('0.1') + Decimal('0.2'), Decimal(0.1), Decimal('1e400') * 10, Decimal('-0'), Decimal('NaN'), Decimal('Infinity'))
for rounding in [ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, ROUND_05UP]:
    print(rounding, *[Decimal(text).quantize(Decimal('0.1'), rounding) for text in ['1.25', '1.35', '-1.25', '-1.21', '1.01']])
with localcontext() as context:
    context.prec = 6
    print(Decimal(2).sqrt(), Decimal(10).ln(), Decimal(100).log10(), Decimal(1).exp(), Decimal(2) ** Decimal('0.5'), Decimal(7) ** -3)
print(getcontext().prec, Decimal(2).sqrt())
for action in [lambda: Decimal(1) / 0, lambda: Decimal(0) / 0, lambda: Decimal('x'), lambda: Decimal(10) ** 10**9 * Decimal(10) ** 10**9, lambda: Decimal(-1).sqrt(),
               lambda: Decimal('sNaN') + 1, lambda: Decimal(1).quantize(Decimal('1e-40')), lambda: Decimal(1) + 1.5]:
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, type(error).__mro__[1].__name__)
with localcontext(Context(traps=[])) as context:
    print(Decimal(1) / 0, Decimal(-1) / 0, Decimal(0) / 0, sorted(flag.__name__ for flag, on in context.flags.items() if on))
for number in map(Decimal, ['1234567.891', '0.00001234', '-5E+10', '100', '1E+3', '0E-9', '-0.0']):
    print(number, number.normalize(), number.as_tuple(), number.to_eng_string(), f'{number:.2f}', f'{number:,.1f}', f'{number:e}', f'{number:>12g}', f'{number:%}', number.adjusted())
print(Decimal(7) // 2, Decimal(-7) // 2, Decimal(-7) % 3, divmod(Decimal('7.5'), 2), Decimal(7).remainder_near(4), Decimal('3.7').to_integral_value(), int(Decimal('-3.7')), round(Decimal('2.5')), round(Decimal('2.675'), 2))
print(Decimal('1.0') == Decimal('1.00') == 1, hash(Decimal('1.0')) == hash(1), Decimal('1.1') == 1.1, Decimal(1) < 2.5, Decimal('NaN') == Decimal('NaN'), Decimal('1').compare(Decimal('NaN')), max(Decimal(1), Decimal(2)))
print(Decimal('1.23').compare_total(Decimal('1.230')), Decimal('123').scaleb(3), Decimal('12.3').shift(1), Decimal(5).logical_and(Decimal(1)) if False else '-', Decimal('1.5').as_integer_ratio(), Decimal.from_float(0.5), Decimal((1, (1, 2, 3), -1)))
print(sum(map(Decimal, ['0.1'] * 10)), Decimal(3).fma(4, 5), Decimal('1e5').same_quantum(Decimal('2e5')), Decimal(12).is_signed(), Decimal('1_000.5'))
print(Context(prec=3).create_decimal('3.14159'), BasicContext.prec, ExtendedContext.divide(Decimal(1), Decimal(3)), repr(getcontext())[:60])
