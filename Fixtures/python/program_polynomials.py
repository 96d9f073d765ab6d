# Polynomials, matrices and vectors as classes: operators, exact division, determinants, interpolation, fixed points.
from fractions import Fraction
from functools import reduce
from itertools import zip_longest


class Polynomial:
    __slots__ = 'parts',

    def __init__(self, *parts):
        parts = list(parts)
        while parts and not parts[-1]:
            parts.pop()
        self.parts = tuple(parts)

    @property
    def degree(self):
        return len(self.parts) - 1

    def __call__(self, x):
        return reduce(lambda total, part: total * x + part, reversed(self.parts), 0)

    def __add__(self, other):
        return Polynomial(*(a + b for a, b in zip_longest(self.parts, other.parts, fillvalue=0)))

    def __neg__(self):
        return Polynomial(*(-a for a in self.parts))

    def __sub__(self, other):
        return self + -other

    def __mul__(self, other):
        if not isinstance(other, Polynomial):
            return Polynomial(*(a * other for a in self.parts))
        result = [0] * (len(self.parts) + len(other.parts))
        for i, a in enumerate(self.parts):
            for j, b in enumerate(other.parts):
                result[i + j] += a * b
        return Polynomial(*result)

    __rmul__ = __mul__

    def __pow__(self, n):
        result, base = Polynomial(1), self
        while n:
            if n & 1:
                result *= base
            base *= base
            n >>= 1
        return result

    def __divmod__(self, other):
        rest, quotient = list(self.parts), [Fraction(0)] * max(0, len(self.parts) - other.degree)
        for i in range(len(rest) - len(other.parts), -1, -1):
            quotient[i] = factor = Fraction(rest[i + other.degree]) / other.parts[-1]
            for j, b in enumerate(other.parts):
                rest[i + j] -= factor * b
        return Polynomial(*quotient), Polynomial(*rest)

    def __floordiv__(self, other):
        return divmod(self, other)[0]

    def __mod__(self, other):
        return divmod(self, other)[1]

    def __eq__(self, other):
        return isinstance(other, Polynomial) and self.parts == other.parts

    def __bool__(self):
        return bool(self.parts)

    def __str__(self):
        terms = [f'{a}{"x" * (i > 0)}{f"^{i}" * (i > 1)}' for i, a in enumerate(self.parts) if a]
        return ' + '.join(reversed(terms)) or '0'


x = Polynomial(0, 1)
p = (x - Polynomial(1)) * (x + Polynomial(2)) ** 3
q = x ** 2 - Polynomial(1)
print(p, '|', p(3), p(Fraction(1, 2)), p(1j), '|', p // q, '|', p % q, p == (p // q) * q + p % q, 3 * x, bool(x - x))


def common(a, b):
    while b:
        a, b = b, a % b
    return a * (1 / Fraction(a.parts[-1]))


print(common(p, q), '|', common((x + Polynomial(1)) ** 5, (x + Polynomial(1)) ** 3 * x))


def interpolate(points):
    total = Polynomial()
    for i, (a, value) in enumerate(points):
        term = Polynomial(Fraction(value))
        for j, (b, _) in enumerate(points):
            if i != j:
                term *= Polynomial(-b, 1) * Fraction(1, a - b)
        total += term
    return total


print(interpolate([(n, n ** 3 - 2 * n) for n in range(5)]), '|', interpolate([(0, 1), (1, 3), (2, 2)]))


class Matrix(list):
    def __matmul__(self, other):
        columns = list(zip(*other))
        return Matrix([sum(a * b for a, b in zip(row, column)) for column in columns] for row in self)

    def __pow__(self, n):
        result = Matrix([int(i == j) for j in range(len(self))] for i in range(len(self)))
        for bit in bin(n)[2:]:
            result = result @ result
            if bit == '1':
                result = result @ self
        return result

    def determinant(self):
        rows, sign = [list(map(Fraction, row)) for row in self], 1
        result = Fraction(1)
        for i in range(len(rows)):
            pivot = next((k for k in range(i, len(rows)) if rows[k][i]), None)
            if pivot is None:
                return Fraction(0)
            if pivot != i:
                rows[i], rows[pivot] = rows[pivot], rows[i]
                result = -result
            result *= rows[i][i]
            for k in range(i + 1, len(rows)):
                factor = rows[k][i] / rows[i][i]
                rows[k] = [a - factor * b for a, b in zip(rows[k], rows[i])]
        return result

    def inverse(self):
        size = len(self)
        rows = [list(map(Fraction, row)) + [Fraction(int(i == j)) for j in range(size)] for i, row in enumerate(self)]
        for i in range(size):
            pivot = max(range(i, size), key=lambda k: abs(rows[k][i]))
            rows[i], rows[pivot] = rows[pivot], rows[i]
            rows[i] = [a / rows[i][i] for a in rows[i]]
            for k in range(size):
                if k != i:
                    rows[k] = [a - rows[k][i] * b for a, b in zip(rows[k], rows[i])]
        return Matrix(row[size:] for row in rows)


m = Matrix([[2, 1, 3], [0, -1, 4], [1, 2, 0]])
print(m.determinant(), [[str(a) for a in row] for row in m.inverse()], m @ m.inverse() == m ** 0, (Matrix([[1, 1], [1, 0]]) ** 90)[0][1])
hilbert = Matrix([Fraction(1, i + j + 1) for j in range(7)] for i in range(7))
print(hilbert.determinant(), sum(map(sum, hilbert.inverse())), Matrix([[1, 2], [2, 4]]).determinant())
