# Members (__slots__) of subclasses of built-in types: those with attributes in front, with and without a __dict__, and those that cannot have any.
class A(str): __slots__ = ()
class B(A): __slots__ = ("b",)
class C(B): pass
class D(float): __slots__ = ("a", "__dict__")
b = B("x"); b.b = 1
print(b.b)
try: b.zz = 3
except AttributeError as e: print(e)
try: print(b.__dict__)
except AttributeError as e: print(e)
c = C("y"); c.b = 2; c.q = 3; print(c.b, c.q)
d = D(1.5); d.a = 1; d.z = 2; print(d.a, d.z, d + 1)
try: print(A("s").__dict__)
except AttributeError as e: print(e)
import copy
print(copy.copy(b).b, copy.deepcopy(c).q)
del b.b
try: b.b
except AttributeError as e: print(e)
try:
    class E(int): __slots__ = ("a",)
except TypeError as e: print(e)
try:
    class F(tuple): __slots__ = ("a",)
except TypeError as e: print(e)
b2 = B("x" * 10000); b2.b = 7; print(b2.b, len(b2))
class G(complex): __slots__ = ("u", "v")
g = G(1, 2); g.v = 4; print(g.v, g)
def t(base, slots, val, kw):
    T = type("T", (base,), {"__slots__": slots})
    o = T(val)
    try:
        for s in slots: setattr(o, s, s)
        r = [getattr(o, s) for s in slots]
        print(base.__name__, len(slots), r == list(slots), o == val)
    except AttributeError as e: print(base.__name__, len(slots), e)
for base, val in [(str, "b"), (list, [1]), (dict, {1: 2}), (set, {1}), (float, 1.5), (frozenset, {1}), (bytearray, b"a")]:
    for n in (1, 2, 5, 8, 20): t(base, tuple("s%d" % i for i in range(n)), val, {})
for base in (type, bytes):
    try:
        class H(base): __slots__ = ("a",)
    except TypeError as error:
        print(error)
