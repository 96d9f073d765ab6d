# Functions of decimal arithmetic with many and few digits: roots, exponentials, logarithms, powers, divisions, neighbours,
# logical operations, text and hashes.
import math
import numbers
import pickle
from decimal import *
from fractions import Fraction

NUMBERS = [Decimal(text) for text in (
    "0", "-0", "1", "-7", "0.5", "2.000", "123456789.123456789", "9" * 40, "1E-30", "-1.5E+20", "Infinity", "-Infinity",
    "NaN", "NaN77", "-3E-400", "1.0000000000000000001")]
context = Context(prec=20, traps=[])
setcontext(context)
for number in NUMBERS:
    print(number, [str(getattr(number, name)()) for name in (
        "exp", "ln", "log10", "sqrt", "next_plus", "next_minus", "normalize", "to_integral_value", "logb", "copy_negate",
        "number_class", "to_eng_string", "adjusted", "as_tuple")])
for left in NUMBERS:
    for right in (Decimal(3), Decimal("-0.25"), Decimal("1E+3"), Decimal("NaN5"), Decimal("-Infinity")):
        print(left, right, *[operation(left, right) for operation in (
            context.add, context.subtract, context.multiply, context.divide, context.divide_int, context.remainder,
            context.remainder_near, context.divmod, context.power, context.compare, context.max, context.min_mag,
            context.next_toward, context.quantize, context.copy_sign, context.compare_total)])
for precision in (1, 5, 30, 120, 400):
    with localcontext(prec=precision):
        print(Decimal(2).sqrt(), Decimal(1).exp(), Decimal(10).ln(), Decimal(2).log10(), Decimal(2) ** Decimal("0.5"))
        print(Decimal(1) / 3, Decimal(1) / 8, Decimal("1.1") ** 50, Decimal(3) ** -7, Decimal("0.9999") ** Decimal("1E+3"))
with localcontext(prec=8) as local:
    print(local.logical_and(1101, 111), local.logical_or(1101, 111), local.logical_xor(1101, 111), local.logical_invert(1101))
    print(Decimal("12345678").rotate(3), Decimal("12345678").shift(-3), Decimal(5).shift(4), Decimal("1.5").scaleb(-3))
    print(Decimal(2).fma(3, Decimal("0.000000004")), pow(Decimal(7), 128, 13), pow(Decimal(-3), 3, 10))
wide = Context(prec=MAX_PREC, Emin=MIN_EMIN, Emax=MAX_EMAX)
with localcontext(wide):
    print(Decimal(4) / 2, Decimal("40E9").sqrt(), Decimal(400) ** -1, Decimal(10**223).log10(), divmod(Decimal(10), 3))
with localcontext(Context()) as local:
    for action in (lambda: Decimal("1E+1000000000") * Decimal("1E+1000000000"), lambda: int(Decimal("1E+999999999999999999")),
                   lambda: Decimal("1E+1000000000").quantize(Decimal(1)), lambda: Decimal("1E+999999999999999999") % 7):
        try:
            print(action())
        except Exception as error:
            print(type(error).__name__, error)
    print(Decimal(1) + Decimal("1E-999999999"), Decimal("1E+999999") - Decimal("1E-999999"))

for number in (Decimal("1234567.891"), Decimal("-0.0000012345"), Decimal("1E+10"), Decimal("-Infinity"), Decimal("0E-7")):
    print([format(number, spec) for spec in (
        "", "f", ".2f", ".3e", "E", ".4g", ",.1f", "020,.2f", "*^24", "+.0f", "%", ".1%", "<15.3g", "=+18.4f", "z.1f", "é>14")])
for spec in ("abc", "_", "=010", "20q", ".f"):
    try:
        print(format(Decimal(1), spec))
    except ValueError as error:
        print(error)

for text in ("3", "0.5", "-2.75", "1E+20", "1E-5", "12345678901234567890123", "-1"):
    number = Decimal(text)
    print(hash(number) == hash(Fraction(text)), number == Fraction(text), number > Fraction(1, 3), number.as_integer_ratio(),
          int(number), float(number), round(number), round(number, 1), math.floor(number), math.ceil(number), complex(number))
print(hash(Decimal("0.5")) == hash(0.5), {Decimal(2): "two"}[2], Decimal("inf") == float("inf"), Decimal(1) == 1 + 0j)
print(sorted([Decimal("2.5"), 1, Fraction(7, 4), 2.25, Decimal("-1")], key=lambda x: x), sum([Decimal("0.1")] * 3))
print(isinstance(Decimal(1), numbers.Number), pickle.loads(pickle.dumps(NUMBERS[:6])) == NUMBERS[:6], Decimal("٣.٥"), Decimal(" 1_0 "))
for source in ([1], (0, (1, 2), "x"), (2, (1,), 0), (1, (3, 1, 4), -2), (0, (), "F"), "1..2", {}, 1.25, True):
    try:
        print(repr(Decimal(source)))
    except Exception as error:
        print(type(error).__name__, error)


# An invalid product comes before the NaN that would be added to it.
with localcontext() as context:
    context.traps[InvalidOperation] = False
    for first, second, third in [("Inf", "0", "NaN5"), ("0", "-Inf", "sNaN6"), ("NaN1", "0", "sNaN2"), ("2", "3", "NaN4")]:
        context.clear_flags()
        print(Decimal(first).fma(Decimal(second), Decimal(third)), bool(context.flags[InvalidOperation]))
