# Binary operators: direct, reflected, in-place, NotImplemented, subclasses first.
OPERATIONS = {
    "add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**",
    "lshift": "<<", "rshift": ">>", "and": "&", "or": "|", "xor": "^", "matmul": "@",
}


class Symbol:
    def __init__(self, text): self.text = text
    def __repr__(self): return self.text
    def __neg__(self): return Symbol("-" + self.text)
    def __pos__(self): return Symbol("+" + self.text)
    def __invert__(self): return Symbol("~" + self.text)
    def __abs__(self): return Symbol("|" + self.text + "|")
    def __divmod__(self, other): return "divmod", self, other
    def __rdivmod__(self, other): return "rdivmod", other, self


for _name, _sign in OPERATIONS.items():
    def direct(self, other, sign=_sign): return Symbol(f"({self}{sign}{other})")
    def reflected(self, other, sign=_sign): return Symbol(f"r({other}{sign}{self})")
    setattr(Symbol, f"__{_name}__", direct)
    setattr(Symbol, f"__r{_name}__", reflected)

a, b = Symbol("a"), Symbol("b")
print(a + b, a - 1, 1 - a, a * b, 2 * a, a / 2, 2 / a, a // b, 3 // a, a % 2, 2 % a)
print(a ** b, 2 ** a, a << 1, 1 << a, a >> 1, 1 >> a, a & 1, 1 & a, a | 1, 1 | a, a ^ 1, 1 ^ a, a @ b, 1 @ a)
print(-a, +a, ~a, abs(a), divmod(a, 1), divmod(1, a))
print(a + b * -a ** 2, "s" + a, [1] + a, 1.5 * a)
a += 1
print(a)
a **= 2
print(a)


class Money:
    def __init__(self, cents): self.cents = cents
    def __repr__(self): return f"{self.cents}c"

    def __add__(self, other):
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.cents + other.cents)

    def __radd__(self, other):
        if other == 0:
            return self
        return NotImplemented

    def __iadd__(self, other):
        print("in place", other)
        self.cents += other.cents
        return self

    def __imul__(self, other):
        return "replaced"


m = Money(5)
same = m
m += Money(6)
print(m, same is m, sum([Money(1), Money(2)]))
m *= 2
print(m)
for left, right in ((Money(1), 1), (1, Money(1)), (Money(1), "x")):
    try:
        print(left + right)
    except TypeError as error:
        print(error)
try:
    m2 = Money(1)
    m2 -= 1
except TypeError as error:
    print(error)
try:
    -Money(1)
except TypeError as error:
    print(error)


class Parent:
    def __add__(self, other): return "Parent.add"
    def __radd__(self, other): return "Parent.radd"


class Child(Parent):
    def __radd__(self, other): return "Child.radd"


class Plain(Parent):
    pass


print(Parent() + Child(), Parent() + Plain(), Child() + Parent(), Parent() + Parent())


class Indexable:
    def __index__(self): return 3
    def __int__(self): return 30
    def __float__(self): return 3.5


i = Indexable()
print([0, 1, 2, 3, 4][i], "abcdef"[:i], list(range(i)), hex(i), int(i), float(i), [7] * i)
print(pow(a, 2), sorted(OPERATIONS)[0])
