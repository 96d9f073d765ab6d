# math: every function over a table of arguments, with errors.
import math

inf, nan = math.inf, math.nan
print(math.pi, math.e, math.tau, inf, nan)
arguments = [0.0, -0.0, 0.5, 1.0, -1.0, 2.5, -3.7, 10, 100.25, 1e-10, inf, -inf, nan]
for name in ("sqrt", "cbrt", "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "asin",
             "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "fabs", "floor", "ceil", "trunc",
             "erf", "erfc", "gamma", "lgamma", "degrees", "radians", "frexp", "modf", "isnan", "isinf", "isfinite",
             "ulp"):
    results = []
    for value in arguments:
        try:
            result = getattr(math, name)(value)
            if name in ("gamma", "lgamma", "erf", "erfc", "cbrt", "tan", "sinh", "cosh", "expm1", "log1p", "asinh",
                        "acosh", "atanh", "tanh") and isinstance(result, float) and math.isfinite(result):
                result = float(f"{result:.13g}")
            results.append(repr(result))
        except (ValueError, OverflowError) as error:
            results.append(f"{type(error).__name__}: {error}")
    print(name, *results, sep=" | ")
print(math.pow(2, 10), math.pow(2, 0.5), math.pow(-8, 3), math.pow(0, 0), math.pow(inf, -1))
print(math.atan2(1, 1), math.atan2(-0.0, -1), math.atan2(0, 0), math.hypot(3, 4))
print(math.hypot(1, 2, 2), math.hypot(), math.fmod(-7, 3), math.fmod(7.5, 2), math.remainder(7, 2))
print(math.remainder(-7, 3), math.copysign(3, -0.0), math.ldexp(0.5, 10), math.ldexp(1.0, -1074))
print(math.nextafter(1.0, 2), math.nextafter(0, -1), math.log(8, 2), math.log(100, 10))
print(math.log(2 ** 100), math.log2(2 ** 1000), math.log10(10 ** 50))
print(math.gcd(12, 18), math.gcd(), math.gcd(-4, 6, 10), math.gcd(0, 0), math.lcm(4, 6), math.lcm())
print(math.lcm(2, 3, 0), math.lcm(-3, 5), math.factorial(0), math.factorial(20), math.factorial(30))
print(math.isqrt(17), math.isqrt(0), math.isqrt(10 ** 40 + 1), math.comb(10, 3), math.comb(5, 9))
print(math.comb(60, 30), math.perm(5), math.perm(10, 3), math.perm(3, 5))
print(math.floor(-2.5), math.ceil(-2.5), math.trunc(-2.9), math.floor(1e20), math.floor(5))
print(math.ceil(2 ** 70), math.fsum([0.1] * 10), math.fsum([1e100, 1, -1e100]), math.fsum([]))
print(sum([0.1] * 10), math.prod([1, 2, 3, 4]), math.prod([]), math.prod([1.5, 2]))
print(math.prod([2] * 70, start=3), math.dist([0, 0], [3, 4]), math.dist((1, 2, 3), (1, 2, 3)))
print(math.isclose(0.1 + 0.2, 0.3), math.isclose(1, 1.1), math.isclose(1, 1.1, rel_tol=0.2))
print(math.isclose(0, 1e-12), math.isclose(0, 1e-12, abs_tol=1e-9), math.isclose(inf, inf))
print(math.isclose(nan, nan))
for action in (lambda: math.sqrt(-1), lambda: math.log(0), lambda: math.log(-1), lambda: math.log(5, 1),
               lambda: math.log(5, 0), lambda: math.exp(1000), lambda: math.pow(0, -1), lambda: math.pow(-1, 0.5),
               lambda: math.pow(1e300, 2), lambda: math.acos(2), lambda: math.fmod(1, 0), lambda: math.fmod(inf, 1),
               lambda: math.factorial(-1), lambda: math.factorial(1.5), lambda: math.factorial("a"),
               lambda: math.isqrt(-1), lambda: math.isqrt(2.5), lambda: math.comb(-1, 2), lambda: math.comb(2, -1),
               lambda: math.perm(-1), lambda: math.gcd(1.5), lambda: math.floor(inf), lambda: math.floor(nan),
               lambda: math.ceil("a"), lambda: math.sqrt("a"), lambda: math.sqrt(), lambda: math.sin(1, 2),
               lambda: math.dist([1], [1, 2]), lambda: math.hypot("a"), lambda: math.fsum(["a"]),
               lambda: math.fsum([inf, -inf]), lambda: math.isclose(1, 1, rel_tol=-1), lambda: math.ldexp(1.0, 5000),
               lambda: math.ldexp(1, 1.5), lambda: math.gamma(-1), lambda: math.gamma(200), lambda: math.lgamma(0),
               lambda: math.remainder(1, 0), lambda: math.cosh(1000), lambda: math.atanh(1), lambda: math.log1p(-1),
               lambda: math.sqrt(10 ** 400), lambda: math.log2(0), lambda: math.log10(-5), lambda: math.modf("x"),
               lambda: math.trunc("x"), lambda: math.expm1(1e5), lambda: math.exp2(5000)):
    try:
        print(action())
    except (ArithmeticError, ValueError, TypeError) as error:
        print(type(error).__name__, error)


class Number:
    def __init__(self, v): self.v = v
    def __float__(self): return self.v
    def __index__(self): return int(self.v)
    def __floor__(self): return "floored"


n = Number(9.0)
print(math.sqrt(n), math.floor(n), math.factorial(n), math.gcd(n, 6), math.isqrt(n), math.ceil(n))
print(math.sqrt(True), math.comb(n, 2))
