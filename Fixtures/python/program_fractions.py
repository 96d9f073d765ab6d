# Number classes: rational, polynomial, interval, modular and vector arithmetic with all operators.
from functools import total_ordering
from math import gcd


@total_ordering
class Rational:
    def __init__(self, n, d=1):
        if d == 0:
            raise ZeroDivisionError(f"Rational({n}, 0)")
        if d < 0:
            n, d = -n, -d
        g = gcd(n, d)
        self.n, self.d = n // g, d // g

    @classmethod
    def of(cls, x): return x if isinstance(x, cls) else cls(x) if isinstance(x, int) else NotImplemented

    def _binary(operation):
        def method(self, other):
            other = Rational.of(other)
            return other if other is NotImplemented else operation(self, other)
        return method

    __add__ = __radd__ = _binary(lambda a, b: Rational(a.n * b.d + b.n * a.d, a.d * b.d))
    __sub__ = _binary(lambda a, b: Rational(a.n * b.d - b.n * a.d, a.d * b.d))
    __rsub__ = _binary(lambda a, b: b - a)
    __mul__ = __rmul__ = _binary(lambda a, b: Rational(a.n * b.n, a.d * b.d))
    __truediv__ = _binary(lambda a, b: Rational(a.n * b.d, a.d * b.n))
    __rtruediv__ = _binary(lambda a, b: b / a)
    __eq__ = _binary(lambda a, b: a.n == b.n and a.d == b.d)
    __lt__ = _binary(lambda a, b: a.n * b.d < b.n * a.d)
    def __pow__(self, k): return Rational(self.n ** k, self.d ** k) if k >= 0 else Rational(self.d ** -k, self.n ** -k)
    def __neg__(self): return Rational(-self.n, self.d)
    def __abs__(self): return Rational(abs(self.n), self.d)
    def __float__(self): return self.n / self.d
    def __int__(self): return self.n // self.d
    def __bool__(self): return self.n != 0
    def __hash__(self): return hash((self.n, self.d)) if self.d != 1 else hash(self.n)
    def __repr__(self): return f"{self.n}/{self.d}" if self.d != 1 else str(self.n)
    def __format__(self, spec): return format(float(self), spec) if spec else repr(self)
    def __round__(self, k=0): return round(float(self), k)


half, third = Rational(1, 2), Rational(1, 3)
print(half + third, half - third, half * third, half / third, half ** 3, half ** -2, -half)
print(abs(-half), 1 + half, 1 - half, 2 * half, 1 / third, half == Rational(2, 4), half != third)
print(half < third, half >= third)
print(float(third), int(Rational(7, 2)), bool(Rational(0)), hash(Rational(4, 2)) == hash(2))
print(f"{third:.4f} {third}", round(third, 2), sum([half, third, Rational(1, 6)]))
print(sorted([half, third, 1, Rational(-1, 4)]), max(half, third), {half: "h"}[Rational(3, 6)])
print(Rational(6, -4))
for action in (lambda: Rational(1, 0), lambda: half / 0, lambda: half + 1.5, lambda: half + "a", lambda: half < "a",
               lambda: "a" * half):
    try:
        print(action())
    except (ZeroDivisionError, TypeError) as error:
        print(type(error).__name__, error)
harmonic = Rational(0)
for i in range(1, 31):
    harmonic += Rational(1, i)
print(harmonic, f"{harmonic:.10f}")


class Polynomial:
    def __init__(self, *coefficients):
        while len(coefficients) > 1 and coefficients[-1] == 0:
            coefficients = coefficients[:-1]
        self.c = coefficients

    def __call__(self, x):
        result = 0
        for c in reversed(self.c):
            result = result * x + c
        return result

    def __add__(self, other):
        a, b = self.c, other.c
        n = max(len(a), len(b))
        return Polynomial(*[(a[i] if i < len(a) else 0) + (b[i] if i < len(b) else 0) for i in range(n)])

    def __mul__(self, other):
        out = [0] * (len(self.c) + len(other.c) - 1)
        for i, a in enumerate(self.c):
            for j, b in enumerate(other.c):
                out[i + j] += a * b
        return Polynomial(*out)

    def __pow__(self, n):
        out = Polynomial(1)
        for _ in range(n):
            out *= self
        return out

    def derivative(self): return Polynomial(*[i * c for i, c in enumerate(self.c)][1:] or [0])

    def __str__(self):
        parts = []
        for i, c in reversed(list(enumerate(self.c))):
            if c:
                sign = "-" if c < 0 else "+"
                body = ("" if abs(c) == 1 and i else str(abs(c))) + ("" if i == 0 else "x" if i == 1 else f"x^{i}")
                parts.append(f"{sign} {body}")
        text = " ".join(parts) or "0"
        return text[2:] if text.startswith("+ ") else text.replace("- ", "-", 1) if text.startswith("-") else text


p, q = Polynomial(-1, 0, 2), Polynomial(3, 1)
print(p, q, p + q, p * q, q ** 4, p.derivative(), p(3), q(Rational(1, 2)), Polynomial(0), Polynomial(1, -1)(10),
      sep=" | ")


class Mod:
    def __init__(self, v, m=13): self.v, self.m = v % m, m
    def __getattr__(self, name): raise AttributeError(f"Mod has no {name}")
    def __add__(self, o): return Mod(self.v + int(o), self.m)
    def __mul__(self, o): return Mod(self.v * int(o), self.m)
    def __pow__(self, k): return Mod(pow(self.v, k, self.m), self.m)
    def __int__(self): return self.v
    def __index__(self): return self.v
    def __eq__(self, o): return self.v == int(o) % self.m
    def __repr__(self): return f"{self.v} mod {self.m}"
    __radd__, __rmul__ = __add__, __mul__


x = Mod(20)
x += 10
print(x, x * 5, 5 + x, x ** -1, x ** -1 * x == 1, [0] * int(Mod(3)), list(range(Mod(4))))
print("abcdefgh"[Mod(2)], hex(Mod(12)), sum([Mod(5), Mod(9)]))
