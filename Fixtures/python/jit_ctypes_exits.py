# ctypes in traces that are left in the middle: other types, numbers that do not fit, bad indices, errors, settings changed
from ctypes import *

libc, libm = CDLL(None), CDLL("libm.so.6")
labs, fabs, fabsf, strlen, atoi = libc.labs, libm.fabs, libm.fabsf, libc.strlen, libc.atoi
labs.argtypes, labs.restype = [c_long], c_long
fabs.argtypes, fabs.restype = [c_double], c_double
fabsf.argtypes, fabsf.restype = [c_float], c_float
strlen.argtypes, strlen.restype = [c_char_p], c_size_t
atoi.argtypes = [c_char_p]
values = [1, -2, 3] * 40


def attempt(function, items):
    results = []
    for item in items:
        try:
            results.append(function(item))
        except (ArgumentError, TypeError, ValueError, OverflowError) as error:
            results.append("%s: %s" % (type(error).__name__, error))
    return results


print(attempt(labs, values + [2 ** 62, -2 ** 63 + 1, 2 ** 64 - 1, True, 1.5, "x", None, b"1"])[-10:])
print(attempt(fabs, [1.5, -2.5] * 50 + [3, -4, True, "x", 1e308, float("-inf"), 2 ** 70, None])[-9:])
print(attempt(fabsf, [1.5, -0.1] * 50 + [1e300, 7, "x"])[-5:])
print(attempt(strlen, [b"abc", b""] * 50 + ["text", None and 1 or b"last", 5.0, create_string_buffer(b"buffer")])[-5:])


class Point(Structure):
    _fields_ = [("x", c_byte), ("y", c_double), ("next", c_void_p), ("flag", c_bool), ("letter", c_char), ("big", c_uint64),
                ("low", c_uint, 3)]


def fields(items):
    point, seen = Point(), []
    for item in items:
        try:
            point.x = item
            point.y = point.x
            point.big = item
            point.low = point.x
            point.flag = item
            seen.append((point.x, point.y, point.big, point.low, point.flag, point.letter, point.next))
        except TypeError as error:
            seen.append(str(error))
    return seen


print(fields(values + [127, 128, -129, 2 ** 63, -1, 1.0, "x", True])[-9:])


def items(array, indices, value):
    total = []
    for index in indices:
        try:
            array[index] = value
            total.append(array[index])
        except (IndexError, TypeError) as error:
            total.append(str(error))
    return total[-4:]


indices = list(range(10)) * 8
for kind in [c_int, c_ubyte, c_float, c_longlong, c_ulonglong, c_short, c_bool, c_char]:
    array = (kind * 10)()
    value = b"q" if kind is c_char else 200
    print(kind.__name__, items(array, indices + [-1, 10, 5], value), items(array, indices + [3], "x"), list(array)[:3])
pointer_type = POINTER(c_int)
block = (c_int * 10)(*range(10))
pointer = cast(block, pointer_type)


def through(pointers):
    total = 0
    for p in pointers:
        try:
            total += p[1] + p.contents.value
            p[0] += 1
        except ValueError as error:
            return total, str(error)
    return total


print(through([pointer] * 100), through([pointer] * 60 + [pointer_type()]), block[0])


def change(times):
    results = []
    for i in range(times):
        if i == 70:
            labs.restype = c_int
        if i == 90:
            labs.argtypes = [c_int]
        if i == 110:
            labs.errcheck = lambda result, function, arguments: (result, arguments)
        results.append(labs(-(1 << 33) - i))
    del labs.errcheck
    labs.argtypes, labs.restype = [c_long], c_long
    return [results[i] for i in (0, 69, 70, 89, 90, 109, 110, 119)]


print(change(120))


def numbers(count):
    total = 0
    for i in range(count):
        number = c_int(i)
        number.value += 2 ** 31 - 50
        total += number.value
    return total


print(numbers(100))
