# ctypes callbacks and functions: conversions both ways, exceptions, recursion, pointers to functions, prototypes, variadic calls, errcheck
import contextlib
import sys
from ctypes import *

libc = CDLL(None)


def call(result, *arguments):
    def through(function, *values):
        return CFUNCTYPE(result, *arguments)(function)(*values)
    return through


print(call(c_int, c_int, c_int)(lambda a, b: a * b, 6, 7), call(c_double, c_float, c_double)(lambda a, b: a + b, 0.5, 1), call(c_char, c_char)(lambda c: c, b"q"),
      call(None, c_int)(lambda a: 5, 1), call(c_bool, c_bool)(lambda b: not b, True), call(c_ubyte, c_long)(lambda b: b & 255, -1),
      call(c_int64, c_uint64)(lambda b: b >> 1, 2**64 - 1), call(c_wchar, c_wchar)(lambda w: w.upper(), "é"), call(c_short, c_short)(lambda s: -s, 5),
      call(c_byte, c_int)(lambda n: n, 1000), call(c_void_p, c_void_p)(lambda p: p, None), call(c_size_t, c_char_p)(len, b"four"))


class Pair(Structure):
    _fields_ = [("a", c_int), ("b", c_double)]


print(call(c_double, Pair)(lambda pair: pair.a + pair.b, Pair(2, 0.5)), call(c_int, POINTER(Pair))(lambda p: p.contents.a, byref(Pair(7))),
      call(c_int, py_object)(lambda o: len(o), [1, 2, 3]))
Count = CFUNCTYPE(c_int, c_int)


@Count
def countdown(n):
    return n + countdown(n - 1) if n else 0


print(countdown(50), countdown.restype is c_int, countdown.argtypes, bool(countdown), type(countdown).__name__)


@contextlib.contextmanager
def hook():
    seen, before = [], sys.unraisablehook
    sys.unraisablehook = lambda report: seen.append((report.exc_type.__name__, str(report.exc_value), report.err_msg and report.err_msg.split(" <")[0]))
    try:
        yield seen
    finally:
        sys.unraisablehook = before


with hook() as seen:
    # What C gets is not defined.
    call(c_int, c_int)(lambda n: 1 // n, 0), call(c_int, c_int)(lambda n: "text", 0)
    call(c_double)(lambda: None), call(c_int, c_int)(lambda: 5, 1)
print(*seen, sep="\n")
Compare = CFUNCTYPE(c_int, POINTER(c_int), POINTER(c_int))
order = []


@Compare
def inner(a, b):
    return a[0] - b[0]


@Compare
def outer(a, b):
    numbers = (c_int * 3)(3, 1, 2)
    libc.qsort(numbers, 3, 4, inner)
    order.append(numbers[:])
    return a[0] - b[0]


numbers = (c_int * 4)(5, -3, 9, 0)
libc.qsort(numbers, 4, 4, outer)
print(numbers[:], order[0], len(order) >= 3)


def failing(a, b):
    raise KeyError("stop")


with hook() as seen:
    libc.qsort(numbers, 4, 4, Compare(failing))
print(len(seen) >= 3, seen[0][:2], sorted(numbers))
address = cast(countdown, c_void_p).value
print(Count(address)(4), cast(address, Count)(5), (Count * 2)(countdown, Count(lambda n: n ^ 1))[0](3))


class Table(Structure):
    _fields_ = [("count", Count), ("other", Count)]


table = Table(countdown)
print(table.count(6), bool(table.other), bool(table.count))
prototype = CFUNCTYPE(c_int, c_int, POINTER(c_int))
frexp = CFUNCTYPE(c_double, c_double, POINTER(c_int))(("frexp", libc), ((1, "value"), (2, "exponent")))
print(frexp(40.0))
divide = CFUNCTYPE(c_int, c_int)(("abs", libc), ((1, "number", -3),))
print(divide(), divide(-8), divide(number=-9))
absolute = libc.abs
absolute.errcheck = lambda result, function, arguments: (result, function is absolute, arguments)
print(absolute(-4), absolute.errcheck is not None)
del absolute.errcheck
absolute.restype = lambda number: "got %d" % number
print(absolute(-4))
absolute.restype = c_double
absolute.restype = None
print(absolute(-4), absolute.argtypes)
absolute.argtypes, absolute.restype = (c_int,), c_ubyte
print(absolute(-300), absolute.argtypes)


class Convert:
    @classmethod
    def from_param(cls, value):
        if value is None:
            raise ValueError("no value")
        return c_int(len(value))


absolute.argtypes, absolute.restype = [Convert], c_int
print(absolute("three"), libc.toupper(c_int(97)), libc.toupper(c_char(b"b")) & 0xff)
for attempt in [lambda: absolute(None), lambda: countdown("x"), lambda: countdown(), lambda: countdown(1, 2) and "extra", lambda: bool(Count()),
                lambda: setattr(absolute, "argtypes", 5), lambda: setattr(absolute, "argtypes", [5]), lambda: setattr(absolute, "restype", 5),
                lambda: setattr(absolute, "errcheck", 5), lambda: CFUNCTYPE(5), lambda: CFUNCTYPE(c_int, 5), lambda: CFUNCTYPE(c_char_p * 2)(len) and "made",
                lambda: prototype(("abs", libc), ((1,), (1,), (1,))), lambda: prototype(("nowhere", libc)),
                lambda: prototype((5, libc)), lambda: libc["nowhere"], lambda: frexp(), lambda: frexp("x"), lambda: table.__setattr__("count", 5)]:
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, str(error).split("libc.so.6: ")[-1].split(": undefined")[-1])
