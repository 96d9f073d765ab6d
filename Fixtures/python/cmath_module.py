# cmath: values, branch cuts with signed zeros, special values, forms, and errors.
import cmath
import itertools

names = ["sqrt", "exp", "log", "log10", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh",
         "acosh", "atanh"]
for name in names:
    function = getattr(cmath, name)
    print(name, [function(z) for z in (0.5, -0.25j, 1 + 2j, -3 + 0.5j, complex(2, -0.0), complex(-2, 0.0), 1e-10 + 1e-12j)])

inf, nan = cmath.inf, cmath.nan
for name in ["sqrt", "exp", "log", "acos", "tanh"]:
    function = getattr(cmath, name)
    for x, y in itertools.product((inf, -inf, 1.0, -0.0), (inf, 0.0, -1.0)):
        try:
            print(name, x, y, function(complex(x, y)))
        except (ValueError, OverflowError) as error:
            print(name, x, y, error)

print(cmath.phase(-1), cmath.phase(complex(-1, -0.0)), cmath.polar(3 + 4j), cmath.rect(2, cmath.pi / 2), cmath.rect(1, 0))
print(cmath.isclose(1 + 1j, 1 + 1.0000000001j), cmath.isclose(1, 2), cmath.isclose(inf, inf), cmath.isclose(1, 2, abs_tol=2))
print(cmath.isnan(complex(nan, 1)), cmath.isinf(complex(1, -inf)), cmath.isfinite(1j), cmath.infj, cmath.tau, cmath.e)
print(cmath.log(8, 2), cmath.log(1j, 10), cmath.log10(1000))


class Number:
    def __complex__(self):
        return 3 + 4j


print(abs(cmath.sqrt(Number()) ** 2 - (3 + 4j)) < 1e-12, cmath.exp(True))
for call in [lambda: cmath.log(0), lambda: cmath.exp(1000), lambda: cmath.log(2, 0), lambda: cmath.log(2, 1), lambda: cmath.atanh(1),
             lambda: cmath.sqrt("x"), lambda: cmath.sqrt(), lambda: cmath.rect(1, inf), lambda: cmath.cosh(1000 + 1j),
             lambda: cmath.polar(complex(1e308, 1e308)) and cmath.polar(complex(1.7e308, 1.7e308)),
             lambda: cmath.isclose(1, 1, rel_tol=-1)]:
    try:
        print(call())
    except Exception as error:
        print(type(error).__name__, error)
