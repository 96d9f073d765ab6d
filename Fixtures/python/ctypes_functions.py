# Functions: argument types, result types, errcheck, parameter flags, _as_parameter_, errno, prototypes.
from ctypes import *

libc = CDLL(None)
libm = CDLL("libm.so.6")


def attempt(function, *arguments, **named):
    try:
        print(function(*arguments, **named))
    except Exception as error:
        print(type(error).__name__, error)


# Without types: int, bytes, str, None, ctypes objects.
attempt(libc.abs, -5)
attempt(libc.abs, True)
attempt(libc.strlen, b"seven..")
attempt(libc.wcslen, "wide")
attempt(libc.abs, c_int(-9))
attempt(libc.abs, 1.5)
attempt(libc.abs, object)
attempt(libc.abs, 1 << 70)
attempt(libc.strlen, create_string_buffer(b"buffer"))
attempt(libc.strlen, c_char_p(b"pointer"))

# With types.
power = libm.pow
power.argtypes = c_double, c_double
power.restype = c_double
attempt(power, 2, 10)
attempt(power, c_double(2), 0.5)
attempt(power, "2", 3)
attempt(power, 2)
attempt(power, 2, 3, 4)
print(power.argtypes, power.restype, power.errcheck, power.__name__)
for restype in (c_longlong, c_char, c_void_p, c_bool, None, str):
    libc.labs.restype = restype
    attempt(libc.labs, c_long(-65))
attempt(setattr, power, "restype", 5)
attempt(setattr, power, "argtypes", [int])
attempt(setattr, power, "argtypes", 5)
attempt(setattr, power, "errcheck", 5)

# A result type of one's own.
class Handle(c_int):
    pass


libc.abs.restype = Handle
print(type(libc.abs(-3)).__name__, libc.abs(-3).value)
libc.abs.restype = lambda number: number * 100
attempt(libc.abs, -3)
libc.abs.restype = c_int


# errcheck.
def check(result, function, arguments):
    print("check", result, function is libc.abs, arguments)
    if result == 13:
        raise ValueError("thirteen")
    return arguments if result == 1 else [result]


libc.abs.errcheck = check
for number in (-1, -2, 13):
    attempt(libc.abs, number)
attempt(setattr, libc.abs, "errcheck", None)
del libc.abs.errcheck
attempt(libc.abs, -13)


# _as_parameter_ and from_param.
class Wrapped:
    _as_parameter_ = -42


class Converter:
    @classmethod
    def from_param(cls, value):
        if value == "bad":
            raise KeyError(value)
        return -value


attempt(libc.abs, Wrapped())
libc.abs.argtypes = [c_int]
attempt(libc.abs, Wrapped())
libc.abs.argtypes = [Converter]
attempt(libc.abs, 8)
attempt(libc.abs, "bad")
libc.abs.argtypes = None

# Prototypes and parameter flags.
prototype = CFUNCTYPE(c_int, c_char_p, c_char_p)
compare = prototype(("strcmp", libc), ((1, "left", b"same"), (1, "right")))
attempt(lambda: compare(b"same", b"same"))
attempt(lambda: compare(right=b"same"))
attempt(lambda: compare(b"a", right=b"a"))
attempt(compare)
attempt(compare, b"1", b"2", b"3")
frexp = CFUNCTYPE(c_double, c_double, POINTER(c_int))(("frexp", libm), ((1, "x"), (2, "exponent")))
attempt(frexp, 20.0)
modf = CFUNCTYPE(c_double, c_double, POINTER(c_double))(("modf", libm), ((1, "x"), (3, "whole", )))
whole = c_double()
print(modf(2.75, whole), whole)
attempt(prototype, ("strcmp", libc), ((1,),))
attempt(prototype, ("abs", libc), ((7, "a"), (1, "b")))
attempt(prototype, ("strcmp", libc), (1, 2))
attempt(prototype, ("strcmp", libc), 5)
attempt(prototype, 2.5)

# errno.
set_errno(7)
own = CDLL(None, use_errno=True)
own.open.argtypes = [c_char_p, c_int]
print(own.open(b"/no/such/file", 0), get_errno(), set_errno(0))
print(libc.open(b"/no/such/file", 0), get_errno())

# Variadic functions, many arguments, structures by value.
buffer = create_string_buffer(100)
print(libc.snprintf(buffer, c_size_t(100), b"%d %s %.2f %c", 5, b"text", c_double(2.5), c_char(b"x")), buffer.value)


class Division(Structure):
    _fields_ = [("quotient", c_int), ("remainder", c_int)]


libc.div.restype = Division
libc.div.argtypes = c_int, c_int
result = libc.div(17, 5)
print(result.quotient, result.remainder)


class LongDivision(Structure):
    _fields_ = [("quotient", c_long), ("remainder", c_long)]


libc.ldiv.restype = LongDivision
print([getattr(libc.ldiv(c_long(-17), c_long(5)), name) for name in ("quotient", "remainder")])
libm.fabsl.restype = c_longdouble
libm.fabsl.argtypes = [c_longdouble]
print(libm.fabsl(-2.5))

# byref, pointers, cast, NULL.
number = c_int(5)
libm.frexp.restype = c_double
print(libm.frexp(c_double(6.0), byref(number)), number, byref(number)._obj is number)
print(bool(POINTER(c_int)()), bool(prototype()), bool(compare))
attempt(lambda: POINTER(c_int)().contents)
attempt(lambda: POINTER(c_int)()[0])
pointer_to = pointer(number)
pointer_to[0] = 11
pointer_to.contents.value += 1
print(number.value, cast(pointer_to, c_void_p).value == addressof(number), cast(pointer_to, POINTER(c_ubyte))[0])
attempt(cast, 5, c_int)
attempt(pointer_to.__setitem__, 0, "x")
attempt(setattr, pointer_to, "contents", c_short(1))
attempt(POINTER, 5)
print(type(POINTER(c_int)(c_short(7)).contents))
print(hasattr(libc, "no_such_name"))
attempt(libc.abs, *range(1100))
