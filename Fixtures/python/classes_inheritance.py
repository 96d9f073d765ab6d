# Multiple inheritance: method resolution order, cooperative super(), errors.
class A:
    def who(self): return ["A"]


class B(A):
    def who(self): return ["B"] + super().who()


class C(A):
    def who(self): return ["C"] + super().who()


class D(B, C):
    def who(self): return ["D"] + super().who()


class E(C, B):
    pass


print(D().who(), E().who())
print([c.__name__ for c in D.__mro__], [c.__name__ for c in E.mro()])
print(super(B, D()).who(), super(C, D()).who())

try:
    class F(D, E):
        pass
except TypeError as error:
    print(error)

try:
    class G(A, A):
        pass
except TypeError as error:
    print(error)

try:
    class H(int, str):
        pass
except TypeError as error:
    print(error)

try:
    class I(bool):
        pass
except TypeError as error:
    print(error)


class Base:
    def __init__(self, **kwargs):
        print("Base", sorted(kwargs))


class Left(Base):
    def __init__(self, left, **kwargs):
        print("Left", left)
        super().__init__(**kwargs)


class Right(Base):
    def __init__(self, right, **kwargs):
        print("Right", right)
        super().__init__(**kwargs)


class Both(Left, Right):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)


Both(left=1, right=2, rest=3)


class Meta:
    @classmethod
    def make(cls): return cls.__name__

    @staticmethod
    def fixed(): return "fixed"


class Sub(Meta):
    @classmethod
    def make(cls): return "sub:" + super().make()

    @staticmethod
    def fixed(): return "sub " + Meta.fixed()


print(Sub.make(), Sub().make(), Sub.fixed(), Sub().fixed())


class Vector(list):
    def norm(self): return sum(x * x for x in self)
    def __getitem__(self, i): return super().__getitem__(i) * 10


v = Vector([1, 2, 3])
v.append(4)
print(v, v.norm(), v[1], len(v), isinstance(v, list), v == [1, 2, 3, 4])


class Name(str):
    def shout(self): return self.upper() + "!"


n = Name("bob")
print(n.shout(), n + "x", type(n + "x").__name__, {n: 1}["bob"], n == "bob", len(n))


class Even(int):
    def __new__(cls, value): return super().__new__(cls, value - value % 2)
    def __add__(self, other): return Even(int(self) + int(other))


print(Even(7), Even(7) + 5, type(Even(7) + 5).__name__, Even(7) * 3, Even(9) == 8)


class Table(dict):
    def __missing__(self, key): return key * 2


t = Table(a=1)
print(t["a"], t["b"], t.get("b"), "b" in t, t)


class Error(ValueError):
    pass


print([c.__name__ for c in Error.__mro__])


class Mixin:
    def describe(self): return f"{self.kind} {self.size()}"


class Box(Mixin):
    kind = "box"
    def size(self): return 3


class BigBox(Box):
    kind = "big"
    def size(self): return super().size() * 2
    def describe(self): return super().describe().upper()


print(Box().describe(), BigBox().describe())
print(D.__bases__ == (B, C), A.__subclasses__())
