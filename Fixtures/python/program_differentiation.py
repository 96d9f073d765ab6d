# Symbolic expressions: operators build trees; simplification, derivatives and evaluation by pattern matching.
from dataclasses import dataclass
from fractions import Fraction


class Expression:
    def __add__(self, other): return Sum(self, wrap(other))
    def __radd__(self, other): return Sum(wrap(other), self)
    def __sub__(self, other): return Sum(self, Product(Number(-1), wrap(other)))
    def __rsub__(self, other): return Sum(wrap(other), Product(Number(-1), self))
    def __mul__(self, other): return Product(self, wrap(other))
    def __rmul__(self, other): return Product(wrap(other), self)
    def __pow__(self, other): return Power(self, other)
    def __neg__(self): return Product(Number(-1), self)


@dataclass(frozen=True)
class Number(Expression):
    value: Fraction
    def __str__(self): return str(self.value)


@dataclass(frozen=True)
class Variable(Expression):
    name: str
    def __str__(self): return self.name


@dataclass(frozen=True)
class Sum(Expression):
    a: Expression
    b: Expression
    def __str__(self): return f'({self.a} + {self.b})'


@dataclass(frozen=True)
class Product(Expression):
    a: Expression
    b: Expression
    def __str__(self): return f'{self.a}*{self.b}'


@dataclass(frozen=True)
class Power(Expression):
    base: Expression
    exponent: int
    def __str__(self): return f'{self.base}^{self.exponent}'


def wrap(thing):
    return thing if isinstance(thing, Expression) else Number(Fraction(thing))


def simplify(e):
    match e:
        case Sum(a, b):
            a, b = simplify(a), simplify(b)
            match a, b:
                case Number(x), Number(y): return Number(x + y)
                case (Number(value=0), other) | (other, Number(value=0)): return other
                case (x, y) if x == y: return simplify(Product(Number(Fraction(2)), x))
                case x, Sum(Number() as n, rest): return simplify(Sum(n, Sum(x, rest)))
                case x, Number(): return Sum(b, a)
            return Sum(a, b)
        case Product(a, b):
            a, b = simplify(a), simplify(b)
            match a, b:
                case Number(x), Number(y): return Number(x * y)
                case (Number(value=0), _) | (_, Number(value=0)): return Number(Fraction(0))
                case (Number(value=1), other) | (other, Number(value=1)): return other
                case Number(x), Product(Number(y), rest): return simplify(Product(Number(x * y), rest))
                case x, Number(): return simplify(Product(b, a))
                case x, Product(Number() as n, rest): return simplify(Product(n, Product(x, rest)))
                case Power(x, m), Power(y, n) if x == y: return Power(x, m + n)
                case (x, Power(y, n)) | (Power(y, n), x) if x == y: return Power(x, n + 1)
                case (x, y) if x == y: return Power(x, 2)
            return Product(a, b)
        case Power(base, exponent):
            match simplify(base), exponent:
                case _, 0: return Number(Fraction(1))
                case base, 1: return base
                case Number(x), n: return Number(x ** n)
                case base, n: return Power(base, n)
    return e


def derive(e, by):
    match e:
        case Number(): return wrap(0)
        case Variable(name): return wrap(int(name == by))
        case Sum(a, b): return derive(a, by) + derive(b, by)
        case Product(a, b): return derive(a, by) * b + a * derive(b, by)
        case Power(base, n): return n * base ** (n - 1) * derive(base, by)


def evaluate(e, **values):
    match e:
        case Number(x): return x
        case Variable(name): return values[name]
        case Sum(a, b): return evaluate(a, **values) + evaluate(b, **values)
        case Product(a, b): return evaluate(a, **values) * evaluate(b, **values)
        case Power(base, n): return evaluate(base, **values) ** n


x, y = Variable('x'), Variable('y')
for e in [3 * x ** 2 + 2 * x + 1, x * x * x - y, (x + y) ** 3, 5 - x, -(x * 2) * (y * 3), x + x, Fraction(1, 2) * x ** 4 * y ** 2]:
    d = simplify(derive(e, 'x'))
    print(e, '|', simplify(e), '|', d, '|', evaluate(d, x=Fraction(3, 2), y=Fraction(-1)), evaluate(e, x=2, y=1))
root = Fraction(1)
f = x ** 2 - 2
for _ in range(6):
    root -= evaluate(f, x=root) / evaluate(derive(f, 'x'), x=root)
print(float(root), root.denominator.bit_length(), len({Number(Fraction(1)), wrap(1), Sum(x, y), Sum(x, y)}))
