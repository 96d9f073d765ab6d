# __call__, __format__, __repr__ against __str__, __hash__, __new__, __del__ free, conversions.
class Adder:
    def __init__(self, n): self.n = n
    def __call__(self, x, *more, scale=1): return (self.n + x + sum(more)) * scale


add = Adder(10)
print(add(1), add(1, 2, 3), add(1, scale=2), callable(add), list(map(add, [1, 2])))


class Text:
    def __repr__(self): return "<repr>"
    def __str__(self): return "<str>"
    def __format__(self, spec): return f"<format {spec!r}>"
    def __bytes__(self): return b"<bytes>"


t = Text()
print(t, [t], (t,), {1: t}, str(t), repr(t), format(t), format(t, "x"), bytes(t))
print(f"{t} {t!r} {t!s} {t:>10} {t!r:>10} {t!a}", "%s %r" % (t, t), "{} {!r} {:spec}".format(t, t, t))


class OnlyRepr:
    def __repr__(self): return "only"


print(str(OnlyRepr()), f"{OnlyRepr()}", f"{OnlyRepr()!s:*^8}")
try:
    format(OnlyRepr(), "d")
except TypeError as error:
    print(error)
for name, bad in (("__repr__", repr), ("__str__", str), ("__hash__", hash), ("__bool__", bool), ("__int__", int),
                  ("__float__", float), ("__index__", hex), ("__len__", len), ("__bytes__", bytes)):
    cls = type("Bad", (), {name: lambda self: []})
    try:
        bad(cls())
    except TypeError as error:
        print(name, error)


class Key:
    def __init__(self, v): self.v = v
    def __hash__(self): return self.v % 3
    def __eq__(self, other): return self.v == other.v
    def __repr__(self): return f"K{self.v}"


d = {Key(i): i for i in range(8)}
print(d, d[Key(5)], Key(5) in d, Key(9) in d)
print(hash(Key(7)), hash(type("H", (), {"__hash__": lambda s: 2 ** 64 + 5})()))
print(hash(type("H", (), {"__hash__": lambda s: -1})()))


class Singleton:
    instance = None

    def __new__(cls, *args):
        print("new", args)
        if cls.instance is None:
            cls.instance = super().__new__(cls)
        return cls.instance

    def __init__(self, *args):
        print("init", args)
        self.args = args


a, b = Singleton(1), Singleton(2, 3)
print(a is b, a.args)


class Other:
    def __new__(cls): return "not an instance"
    def __init__(self): print("never called")


print(Other())


class BadInit:
    def __init__(self): return 5


try:
    BadInit()
except TypeError as error:
    print(error)


class Rounded:
    def __round__(self, n=None): return ("round", n)
    def __trunc__(self): return 7
    def __floor__(self): return "floor"
    def __ceil__(self): return "ceil"
    def __length_hint__(self): return 3


import math

r = Rounded()
print(round(r), round(r, 2), math.trunc(r), math.floor(r), math.ceil(r))


class Class:
    def __class_getitem__(cls, item): return f"{cls.__name__}[{item}]"
    def __init_subclass__(cls, tag=None, **kwargs): print("subclass", cls.__name__, tag)


class Derived(Class, tag="t"):
    pass


print(Class[int], Derived["x"])


class Fake:
    @property
    def __class__(self): return int


print(isinstance(Fake(), int), type(Fake()).__name__)


class InstanceCheck(type):
    def __instancecheck__(cls, x): return x == 42
    def __subclasscheck__(cls, x): return x is str
    def __len__(cls): return 99
    def __repr__(cls): return "<meta " + cls.__name__ + ">"


class Checked(metaclass=InstanceCheck):
    pass


print(isinstance(42, Checked), isinstance(41, Checked), issubclass(str, Checked), len(Checked), Checked)
