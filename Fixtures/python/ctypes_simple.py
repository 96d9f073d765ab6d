# ctypes simple types: values, wrapping, truth, reprs, subclasses, pointers, indexing, casts, byref, from_param, buffers, py_object
from ctypes import *

for kind, values in [(c_byte, [127, 128, -1]), (c_ubyte, [256, -1]), (c_short, [40000]), (c_ushort, [-2]), (c_int, [2**31, True]), (c_uint, [-1]),
                     (c_long, [2**63]), (c_ulong, [-1]), (c_longlong, [-2**63]), (c_size_t, [2**64 + 5]), (c_bool, [0, 5, ""]), (c_char, [b"x", 65]),
                     (c_wchar, ["é"]), (c_float, [0.1, 3]), (c_double, [0.1, -0.0]), (c_longdouble, [1.5]), (c_char_p, [b"text", None]), (c_wchar_p, ["wide", None]),
                     (c_void_p, [None, 5, -1]), (py_object, [[1]])]:
    print(kind.__name__, sizeof(kind), alignment(kind), kind._type_, [kind(v).value for v in values], bool(kind()) if kind is not py_object else "", end="; ")
print()
print(c_int(5), c_double(2.5), c_char(b"a"), c_bool(True), c_char_p(None), c_void_p(7), c_int() == c_int(), bool(c_int(0)), bool(c_double(1)))
i = c_int(42)
p = pointer(i)
p[0] += 1
p.contents.value *= 2
pp = pointer(p)
print(i.value, p.contents, pp[0][0], pp.contents.contents.value, type(pp).__name__, p.contents is i, POINTER(c_int) is type(p))
j = c_int(-5)
p.contents = j
print(p[0], i.value, addressof(p.contents) == addressof(j))
array = (c_int * 6)(*range(6))
p = cast(array, POINTER(c_int))
print(p[5], p[1:4], p[:3], p[4:0:-2], p[2:3], array[-2:], array[::2])
p[3] = 33
array[0:2] = [7, 8]
print(list(array), sum(array), 33 in array, cast(p, c_void_p).value == addressof(array), cast(array, POINTER(c_ubyte))[0])
buffer = create_string_buffer(b"hello", 10)
print(len(buffer), buffer.value, buffer.raw, buffer[1], buffer[1:3], sizeof(buffer))
buffer.value = b"bye"
buffer[4] = b"!"
buffer.raw = buffer.raw[:3] + b"X" * 6 + b"\0"
print(buffer.raw, string_at(buffer), string_at(addressof(buffer) + 1, 2), wstring_at("wide", 2), cast(buffer, c_char_p).value)
memmove(buffer, b"12345", 5)
memset(byref(buffer, 5), ord("z"), 2)
print(buffer.raw)


class Number(c_int):
    def double(self):
        return self.value * 2


n = Number(21)
n.label = "kept"
print(n.double(), n.label, type((Number * 2)()[0]).__name__, isinstance(n, c_int), Number.from_buffer_copy(b"\5\0\0\0").value)
print(c_int.from_param(5), type(c_int.from_param(n)).__name__, type(byref(n)).__name__)
o = py_object([1, 2])
o.value.append(3)
print(o, o.value, type(py_object()).__name__)
f = c_float(1 / 3)
f.value += 1
d = c_double.from_buffer(bytearray(b"\0" * 6 + b"\xf0\x3f"))
print(f.value, d.value, c_uint64(2**64 - 1).value)
total = c_long()
for k in range(1000):
    total.value += k * (1 if k % 3 else -1)
print(total.value, c_short(total.value).value)
for attempt in [lambda: c_int("1"), lambda: c_int(1.0), lambda: c_char("a"), lambda: c_char(300), lambda: c_float("1"), lambda: c_char_p("text"), lambda: c_wchar_p(b"x"),
                lambda: c_void_p("x"), lambda: c_int(1, 2), lambda: setattr(i, "value", None), lambda: delattr(i, "value"), lambda: py_object().value,
                lambda: c_int.from_param("x"), lambda: c_char_p.from_param(1.5), lambda: POINTER(c_int).from_param(c_long()), lambda: type(POINTER(c_int)(c_long())).__name__, lambda: p["a"],
                lambda: POINTER(c_int)()[0], lambda: array.__setitem__(slice(0, 2), [1]), lambda: array.__setitem__(10, 1), lambda: create_string_buffer("x"),
                lambda: buffer.__setitem__(0, 5), lambda: buffer.__setitem__(0, b"ab"), lambda: setattr(buffer, "value", b"x" * 11), lambda: p[1:], lambda: p[::-1],
                lambda: c_int.in_dll(5, "x"), lambda: resize(i, 1), lambda: type("T", (c_int.__mro__[1],), {}), lambda: type("T", (c_int.__mro__[1],), {"_type_": "?!"})]:
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, error)
