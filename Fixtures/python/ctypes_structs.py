# ctypes structures: layout, nesting, unions, bit-fields, arrays, packing, inheritance, anonymous fields, byte order, buffers
from ctypes import *


class Point(Structure):
    _fields_ = [("x", c_int), ("y", c_int)]

    def __repr__(self):
        return "Point(%d, %d)" % (self.x, self.y)


class Mixed(Structure):
    _fields_ = [("tag", c_char), ("value", c_double), ("small", c_short)]


class Packed(Structure):
    _pack_ = 1
    _fields_ = [("c", c_char), ("i", c_int), ("d", c_double)]


class Halves(Structure):
    _fields_ = [("low", c_ushort), ("high", c_ushort)]


class Word(Union):
    _anonymous_ = ["halves"]
    _fields_ = [("whole", c_uint), ("bytes", c_ubyte * 4), ("halves", Halves)]


class Bits(Structure):
    _fields_ = [("a", c_uint, 3), ("b", c_int, 5), ("c", c_uint, 17), ("d", c_ubyte, 1), ("e", c_longlong, 40)]


class Line(Structure):
    _fields_ = [("ends", Point * 2), ("extra", POINTER(Point)), ("name", c_char_p), ("label", c_char * 6), ("wide", c_wchar * 3)]


class Point3(Point):
    _fields_ = [("z", c_int)]


class Node(Structure):
    pass


Node._fields_ = [("next", POINTER(Node)), ("value", c_int)]


class Big(BigEndianStructure):
    _fields_ = [("number", c_uint32), ("half", c_int16)]


for kind in [Point, Mixed, Packed, Word, Bits, Line, Point3, Node, Big]:
    print(kind.__name__, sizeof(kind), alignment(kind), [(f[0], getattr(kind, f[0]).offset, getattr(kind, f[0]).size) for f in kind._fields_])
print(Point.x, Bits.b, Word.low)
p, q = Point(3), Point(y=4)
p.y = -7
print(p, q, bytes(p).hex(), p == p, Point(1, 2) == Point(1, 2), Point3(1, 2, 3).z, isinstance(Point3(), Point))
line = Line(((1, 2), Point(3, 4)), pointer(q), b"name", b"label", "ab")
line.ends[0].x = 100
line.extra.contents.y = 55
line.extra[0].x = 66
start = line.ends[0]
start.y = 200
print(list(line.ends), q, line.name, line.label, line.wide, line.extra.contents is line.extra.contents)
line.label = b"xy"
line.ends = (Point * 2)(Point(9, 9))
line.name = None
print(line.label, list(line.ends), start, line.name, [line.ends[i] for i in (-1, 0)], line.ends[::-1])
w = Word(0x01020304)
print(list(w.bytes), w.low, w.high, w.halves.low)
w.high = 0xffff
w.bytes[0] = 0x1ff
print(hex(w.whole), w.bytes[:], bytes(w.bytes[1:3]))
b = Bits(7, -16, 100000, 0, -(2**39))
print(b.a, b.b, b.c, b.d, b.e)
b.a, b.b, b.d, b.c = 10, 16, 3, -1
print(b.a, b.b, b.c, b.d, b.e, bytes(b).hex())
big = Big(0x01020304, -2)
print(bytes(big).hex(), big.number, big.half, c_uint32.__ctype_be__(258).value)
head, keep = None, []
for i in range(5):
    node = Node(pointer(head) if head is not None else None, i * i)
    keep.append(node)
    head = node
values, at = [], pointer(head)
while at:
    values.append(at.contents.value)
    at = at.contents.next
print(values, bool(at))
data = bytearray(range(16))
view = Point.from_buffer(data, 4)
view.x = -1
copied = Point.from_buffer_copy(data, 8)
copied.x = 0
print(data.hex(), view.y, memoryview(view).nbytes, memoryview((c_short * 3)(1, 2, 3)).shape, memoryview(view).format)
array = (Point * 3)((1, 2), (3, 4))
print(len(array), list(array), sizeof(array), array._length_, array._type_.__name__, type(array).__name__, (c_int * 2 * 3)()[2][1])
for i, point in enumerate(array):
    point.x += i
print(list(array), bytes((c_char * 4)(b"a", b"b")), (c_char * 4)(*b"abcd").raw, (c_wchar * 3)("x", "y").value, create_unicode_buffer("häh", 6).value)
pointer_type = POINTER(Point)
print(pointer_type.__name__, POINTER(Point) is pointer_type, pointer(p).contents, cast(array, pointer_type)[1], bool(pointer_type()))
resized = create_string_buffer(4)
resize(resized, 32)
print(sizeof(resized), len(resized), cast(resized, c_void_p).value == addressof(resized))
for attempt in [lambda: p.z, lambda: setattr(p, "x", 1.5), lambda: setattr(p, "x", "a"), lambda: setattr(p, "x", 2**40) or p.x, lambda: setattr(line, "label", b"too long"),
                lambda: setattr(line, "extra", w), lambda: setattr(line, "ends", 5), lambda: Point(1, 2, 3), lambda: Point(1, x=2), lambda: array[3], lambda: array["a"],
                lambda: (c_int * -1), lambda: pointer_type().contents, lambda: pointer(5), lambda: POINTER("Name").__name__, lambda: Point.from_buffer(b"abc"),
                lambda: Point.from_buffer(bytearray(3)), lambda: Point.from_buffer_copy(b"1234", 2), lambda: setattr(array, "nothing", 1), lambda: array.__setitem__(0, 5),
                lambda: type("Bad", (Structure,), {"_fields_": [("x", int)]}), lambda: type("Bad", (Structure,), {"_fields_": [("x", c_double, 3)]}),
                lambda: type("Bad", (Structure,), {"_fields_": [("x", c_int, 40)]}), lambda: type("Bad", (Structure,), {"_pack_": -1, "_fields_": []}), lambda: Structure(),
                lambda: setattr(Point, "_fields_", []), lambda: byref(5), lambda: sizeof(5), lambda: addressof(5), lambda: cast(5.5, c_void_p),
                lambda: hash(p) and "hash", lambda: c_int("x"), lambda: c_char(b"ab"), lambda: c_char_p(5) and "five", lambda: c_wchar("ab"), lambda: (c_int * 2)(1, 2, 3)]:
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, error)
