# Contexts of decimal arithmetic: rounding modes, traps and flags as mappings, local contexts, threads, copies and pickles.
import contextvars
import copy
import pickle
import threading
from decimal import *

ROUNDINGS = [ROUND_UP, ROUND_DOWN, ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_05UP]


def attempt(action):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)


for rounding in ROUNDINGS:
    with localcontext(prec=2, rounding=rounding) as context:
        print(rounding, [str(+Decimal(text)) for text in ("1.25", "-1.25", "1.35", "1.251", "9.99", "-1.01", "1.50")])
        print(sorted(str(signal.__name__) for signal, raised in context.flags.items() if raised))

print(Context(), BasicContext, ExtendedContext, sep="\n")
context = Context(prec=5, Emin=-3, Emax=3, traps=[])
for left, right in [("1E3", "10"), ("1E-3", "0.001"), ("1.2345E-3", "0.1"), ("0", "1E-9"), ("12345", "9.9999")]:
    context.clear_flags()
    print(context.multiply(Decimal(left), Decimal(right)), context)
clamped = Context(prec=3, Emin=-5, Emax=5, clamp=1, traps=[])
print(clamped.plus(Decimal("1E5")), clamped.flags[Clamped], clamped.Etiny(), clamped.Etop())

for name, value in [("prec", 0), ("Emin", 1), ("Emax", -1), ("capitals", 2), ("clamp", 3), ("rounding", "up"), ("flags", {})]:
    attempt(lambda: setattr(context, name, value))
attempt(lambda: context.flags[ValueError])
attempt(lambda: context.traps.__delitem__(Inexact))
attempt(lambda: Context(traps=[Inexact, 3]))
attempt(lambda: delattr(context, "prec"))
attempt(lambda: setcontext("no context"))

for action in (
    lambda: Decimal(1) / 0, lambda: Decimal(0) / 0, lambda: Decimal("x"), lambda: Decimal("sNaN") + 1,
    lambda: Decimal(1).quantize(Decimal("1E-40")), lambda: Decimal(10) ** 1000000, lambda: Decimal(10) ** 50 // 3,
    lambda: Decimal("Infinity") - Decimal("Infinity"), lambda: Decimal(-1).sqrt(), lambda: Decimal(-1).ln(),
):
    attempt(action)

with localcontext() as context:
    context.traps[FloatOperation] = True
    attempt(lambda: Decimal(0.5))
    attempt(lambda: Decimal(1) < 0.5)
    print(Decimal("0.5") == 0.5, context.flags[FloatOperation])
    context.traps[Inexact] = True
    attempt(lambda: Decimal(1) / 3)
    context.capitals = 0
    print(Decimal("1E+50"), repr(Decimal("1E-50")))

context = Context(prec=7, traps=[Overflow, Subnormal])
context.flags[Rounded] = True
for twin in (context.copy(), copy.copy(context), copy.deepcopy(context), pickle.loads(pickle.dumps(context))):
    print(twin, twin.flags == context.flags, twin.traps == context.traps, twin.flags == {}, twin is context)
print(context.traps.copy()[Overflow], len(context.flags), Overflow in context.traps, dict(context.flags) == context.flags)


def work(precision, results):
    getcontext().prec = precision
    results[precision] = str(Decimal(1) / 7)


results = {}
threads = [threading.Thread(target=work, args=(precision, results)) for precision in (3, 6, 9)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sorted(results.items()), getcontext().prec)


def inside():
    setcontext(Context(prec=4))
    return Decimal(2).sqrt()


print(contextvars.copy_context().run(inside), Decimal(2).sqrt())


class Money(Decimal):
    def __new__(cls, text, currency):
        self = super().__new__(cls, text)
        self.currency = currency
        return self


money = Money("12.50", "EUR")
print(money, money.currency, money + 1, type(money + 1).__name__, money == Decimal("12.5"), repr(money))
print(Decimal.from_float(0.1), Money.__mro__[1] is Decimal, issubclass(DivisionByZero, ZeroDivisionError))
