# Special methods that are static or class methods, or plain values: binding follows the descriptor, not the operator.
def f(*a): return a
class C:
    __call__ = staticmethod(f)
    __getitem__ = staticmethod(f)
    __contains__ = staticmethod(lambda x: x == 3)
    __add__ = staticmethod(f)
    __len__ = classmethod(lambda cls: 7)
    __iter__ = staticmethod(lambda: iter([1,2]))
    __getattr__ = staticmethod(lambda n: n + "!")
    __bool__ = staticmethod(lambda: False)
    __enter__ = staticmethod(lambda: 9)
    __exit__ = staticmethod(lambda *a: True)
    __hash__ = staticmethod(lambda: 4)
    __eq__ = staticmethod(lambda o: o == 1)
    __repr__ = staticmethod(lambda: "rep")
    __str__ = classmethod(lambda c: c.__name__)
    __neg__ = staticmethod(lambda: "neg")
    __iadd__ = staticmethod(f)
    __radd__ = staticmethod(f)
    __setitem__ = staticmethod(lambda *a: print("set", a))
    __delitem__ = staticmethod(lambda *a: print("del", a))
    __setattr__ = staticmethod(lambda *a: print("setattr", a))
    __format__ = staticmethod(lambda s: s + "?")
    __index__ = staticmethod(lambda: 5)
    __lt__ = staticmethod(f)
    __missing__ = staticmethod(f)
c = C()
def run():
    print(c(1), c(1, 2), c(), c(*[1, 2, 3]))
    print(c[1], 3 in c, 4 in c, c + 1, 1 + c, len(c), list(c), c.foo, bool(c), hash(c), c == 1, c == 2, repr(c), str(c), -c)
    with c as x: print(x); raise ValueError
    d = c; d += 4; print(d)
    c[1] = 2; del c[3]; c.x = 4
    print(f"{c:abc}", [10] * 7 and list(range(10))[c], c < 4, *map(c, [1, 2]))
    print(sorted([1,2], key=c), dict.fromkeys([c]), max([1, 4], key=c))
for i in range(3): run()
class D(dict):
    __missing__ = staticmethod(lambda k: k * 2)
class It:
    def __init__(self): self.n = 0
    __iter__ = lambda self: self
    __next__ = staticmethod(iter([1,2,3]).__next__)
class E:
    __new__ = classmethod(lambda *a: a)
    __slots__ = ()
print(D()[4], list(It()), E(1)[1:])
class M(type):
    __call__ = staticmethod(lambda *a: a)
class N(metaclass=M): pass
print(N(1, 2))


# Descriptors of built-in types and of slots accept objects of their own type only.
class Slotted:
    __slots__ = ("x",)


class Other:
    __slots__ = ("x",)


class Borrower:
    mro = type.__dict__["__mro__"]
    name = type(print).__dict__["__name__"]
    x = Slotted.x


def message(f, *args):
    try:
        return f(*args)
    except (TypeError, AttributeError) as error:
        return "%s: %s" % (type(error).__name__, error)


for attempt in range(3):
    print(message(type.__dict__["__mro__"].__get__, 3))
    print(message(type.__dict__["__mro__"].__get__, bool))
    print(message(lambda: Borrower().mro))
    print(message(lambda: Borrower().name))
    print(message(Slotted.x.__get__, Other()))
    print(message(Slotted.x.__set__, Other(), 1))
    print(message(setattr, Borrower(), "name", "n"))
