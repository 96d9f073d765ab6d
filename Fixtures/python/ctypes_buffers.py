# Memory of ctypes objects seen from outside: memoryview, from_buffer, copies, resize, pickling, what is kept alive.
import array
import copy
import pickle
import weakref
from ctypes import *


def attempt(function, *arguments):
    try:
        print(function(*arguments))
    except Exception as error:
        print(type(error).__name__, error)


class Point(Structure):
    _fields_ = [("x", c_int), ("y", c_short)]


class Record(Structure):
    _fields_ = [("name", c_char * 4), ("points", Point * 2), ("next", POINTER(Point)), ("wide", c_wchar), ("f", c_longdouble)]


class Choice(Union):
    _fields_ = [("a", c_int), ("b", c_double)]


class Packed(Structure):
    _pack_ = 1
    _fields_ = [("a", c_char), ("b", c_int)]


for item in (c_int(3), c_double(), c_char(), c_bool(), c_longlong(), c_wchar(), c_void_p(), c_char_p(), py_object(),
             (c_int * 3)(1, 2, 3), ((c_short * 2) * 3)(), create_string_buffer(5), Point(), Record(), Choice(),
             Packed(), pointer(c_int(1)), CFUNCTYPE(c_int)(), (Point * 2)(), (POINTER(c_int * 4) * 2)(), c_int.__ctype_be__(1)):
    view = memoryview(item)
    print(view.format, view.itemsize, view.ndim, view.shape, view.strides, view.readonly, view.nbytes, len(bytes(item)))

class Pair(Array):
    _type_, _length_ = c_int, 2


numbers = (c_int * 4)(1, 2, 3, 4)
view = memoryview(numbers)
attempt(lambda: view[0])
attempt(view.tolist)
attempt(view.cast, "i")
data = view.cast("B")
data[4] = 99
print(numbers[:], bytes(view[1:3]), view.tobytes() == bytes(numbers))

# from_buffer shares, from_buffer_copy does not.
raw = bytearray(b"\1\0\0\0\2\0\0\0\3\0\0\0")
shared = (c_int * 2).from_buffer(raw, 4)
copied = (c_int * 3).from_buffer_copy(raw)
raw[4] = 7
print(shared[:], copied[:], bytes(shared))
shared[1] = 258
print(raw, list(shared._objects), type(shared._objects["ffffffff"]))
attempt(raw.append, 1)
attempt(c_int.from_buffer, b"immutable")
attempt(c_int.from_buffer, bytearray(2))
attempt(c_int.from_buffer, bytearray(8), -1)
attempt(c_int.from_buffer_copy, b"123456", 4)
attempt(c_int.from_buffer_copy, "text")
floats = array.array("d", [1.5, 2.5])
(c_double * 2).from_buffer(floats)[1] = 9.5
print(floats)

# Assigning slices and text.
text = create_string_buffer(b"hello", 8)
print(text.value, text.raw, len(text), sizeof(text), text[1:3], text[::-1], text[0])
text.value = b"bye"
text[1] = b"Y"
text.raw = b"12345678"
print(text.value, text[:])
attempt(setattr, text, "value", b"123456789")
attempt(setattr, text, "value", "str")
attempt(setattr, text, "raw", b"123456789")
wide = create_unicode_buffer("h\xe9\u20ac\U0001F600")
print(ascii(wide.value), len(wide), ascii(wide[1:3]), sizeof(wide))
numbers[1:3] = 20, 30
print(numbers[:], numbers[-1], numbers[::2], list(reversed(numbers)), 20 in list(numbers))
attempt(numbers.__setitem__, slice(0, 2), (1,))
attempt(lambda: numbers[4])
attempt(lambda: numbers["a"])
attempt(numbers.__setitem__, 0, "a")
attempt(numbers.__delitem__, 0)
attempt(lambda: (c_int * 2)(1, 2, 3))
attempt(lambda: c_int * -1)
attempt(lambda: c_int * "2")

# resize.
grown = (c_int * 2)(1, 2)
resize(grown, 16)
print(sizeof(grown), grown[:], len(bytes(grown)))
attempt(resize, grown, 4)
attempt(resize, Point.from_buffer(bytearray(8)), 16)
attempt(resize, 5, 16)

# Copies.
for item in (c_int(5), Point(1, 2), Pair(3, 4), c_double(2.5), Choice(7)):
    for twin in (pickle.loads(pickle.dumps(item)), copy.copy(item)):
        print(type(twin) is type(item), bytes(twin) == bytes(item), twin is item)
attempt(pickle.dumps, c_char_p(b"x"))
attempt(pickle.dumps, pointer(c_int(2)))
attempt(copy.copy, Record())

# What is kept, and by whom.
point = Point(1, 2)
holder = pointer(point)
print(holder._objects["1"] is point, point._b_base_, holder.contents._b_base_ is holder, point._b_needsfree_)
record = Record(b"abcd", ((1, 2), (3, 4)), holder)
print(record.points[1].x, record.points[1]._b_base_._b_base_ is record, record.next[0].y, sorted(record._objects))
strings = (c_char_p * 2)(b"one", b"two")
print(strings._objects, strings[0], strings[:])
strings[0] = None
print(strings[:])
objects = (py_object * 3)(1, "two", None)
print(objects[:], py_object([1]).value, py_object(2.5))
attempt(lambda: py_object().value)
print(repr(py_object()))
reference = weakref.ref(point)
print(reference() is point, hash is None)
attempt(hash, point)
print(c_int(5).value, bool(c_int(0)), bool(c_double(0.5)), c_char(65), c_wchar("x"), c_bool([]), c_byte(200), c_ushort(-1))
print(c_void_p(None).value, c_void_p(16), c_char_p(None), c_float(0.1).value, c_ulonglong(-1), c_longdouble(1.25))
