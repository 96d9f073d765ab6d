# Bit-fields, packing, unions, anonymous fields, byte order.
from ctypes import *


class Flags(Structure):
    _fields_ = [("a", c_int, 3), ("b", c_int, 5), ("c", c_uint, 24), ("d", c_short, 4), ("e", c_ubyte, 3),
                ("f", c_longlong, 40), ("g", c_bool, 1)]


f = Flags()
print(sizeof(Flags), [getattr(Flags, n[0]) for n in Flags._fields_])
for name, *_ in Flags._fields_:
    setattr(f, name, -1)
    print(name, [getattr(f, n[0]) for n in Flags._fields_], bytes(f).hex())
for value in (0, 1, 5, -3, 1 << 70, True):
    f.a = f.c = f.f = value
    print(value, f.a, f.c, f.f)


class Mixed(Structure):
    _fields_ = [("a", c_byte, 4), ("b", c_short, 10), ("c", c_int, 30), ("d", c_int), ("e", c_uint, 1)]


print(sizeof(Mixed), [(getattr(Mixed, n[0]).offset, hex(getattr(Mixed, n[0]).size)) for n in Mixed._fields_])


class BigFlags(BigEndianStructure):
    _fields_ = [("a", c_uint, 4), ("b", c_uint, 12), ("c", c_uint, 16), ("n", c_short), ("x", c_double), ("r", c_int * 2)]


b = BigFlags(1, 2, 3, 4, 1.5, (5, 6))
print(bytes(b).hex(), b.a, b.b, b.c, b.n, b.x, b.r[:])
b.n = -2
b.r[1] = 0x01020304
print(bytes(b).hex(), BigFlags.n, BigFlags.b)
print(c_int.__ctype_be__, c_int.__ctype_le__ is c_int, c_int.__ctype_be__(1).value, bytes(c_int.__ctype_be__(1)))

for pack in (1, 2, 4, 8):
    class Packed(Structure):
        _pack_ = pack
        _fields_ = [("a", c_char), ("b", c_double), ("c", c_short), ("d", c_int)]

    print(pack, sizeof(Packed), alignment(Packed), [getattr(Packed, n).offset for n in "abcd"])


class Number(Union):
    _fields_ = [("i", c_int), ("f", c_float), ("bytes", c_ubyte * 4), ("low", c_int, 4)]


n = Number(f=1.0)
print(hex(n.i), n.bytes[:], n.low, sizeof(Number))
n.bytes[3] = 0xC0
print(n.f, n.low, Number(7).i)


class Point(Structure):
    _fields_ = [("x", c_int), ("y", c_int)]


class Value(Union):
    _fields_ = [("whole", c_longlong), ("point", Point)]
    _anonymous_ = ["point"]


class Tagged(Structure):
    _anonymous_ = ("value",)
    _fields_ = [("tag", c_int), ("value", Value)]


t = Tagged(1)
t.x, t.y = 2, 3
print(t.tag, hex(t.whole), t.value.point.y, Tagged.y.offset, Tagged.x, Value.y)


class Base(Structure):
    _fields_ = [("a", c_char), ("b", c_int)]


class Derived(Base):
    _fields_ = [("c", c_double), ("d", Base)]


d = Derived(b"q", 2, 3.5, (b"z", 4))
print(sizeof(Derived), d.a, d.b, d.c, d.d.a, d.d.b, [n for n in ("a", "b", "c", "d") if n in Derived.__dict__])
print(Derived(d=Base(b"k", 9)).d.b, Derived.d)


def attempt(function, *arguments, **named):
    try:
        print(function(*arguments, **named))
    except Exception as error:
        print(type(error).__name__, error)


def declare(fields, base=Structure, **more):
    return type(base)("S", (base,), dict(more, _fields_=fields))


attempt(declare, [("a", c_float, 2)])
attempt(declare, [("a", c_int, 33)])
attempt(declare, [("a", c_int, 0)])
attempt(declare, [("a", int)])
attempt(declare, [(1, c_int)])
attempt(declare, 5)
attempt(declare, [("a", c_int)], _pack_=-1)
attempt(declare, [("a", c_int)], _anonymous_=["a"])
attempt(declare, [("a", c_int)], _anonymous_=["b"])
attempt(setattr, Point, "_fields_", [])
attempt(Point, 1, 2, 3)
attempt(Point, 1, x=2)
attempt(setattr, Point(), "x", "1")
attempt(delattr, Point(), "x")
attempt(Tagged, 1, 2)
attempt(Derived, b"a", 1, 2.0, (b"a", "b"))
attempt(Structure)
