# ctypes with the mathematics library: doubles, floats, ints, results through pointers, variables, missing symbols
from ctypes import *

libm = CDLL("libm.so.6")
for name, result, *arguments in [
        ("cos", c_double, c_double), ("pow", c_double, c_double, c_double), ("hypot", c_double, c_double, c_double),
        ("sqrtf", c_float, c_float), ("ldexp", c_double, c_double, c_int), ("frexp", c_double, c_double, POINTER(c_int)),
        ("modf", c_double, c_double, POINTER(c_double)), ("lround", c_long, c_double), ("ilogb", c_int, c_double),
        ("fma", c_double, c_double, c_double, c_double), ("lgamma", c_double, c_double)]:
    function = getattr(libm, name)
    function.restype, function.argtypes = result, arguments

print([libm.cos(x / 4) for x in range(5)])
print(libm.pow(2, 0.5), libm.hypot(3, 4), libm.sqrtf(2), libm.ldexp(0.75, 5), libm.fma(2.0, 3.0, 4.0))
exponent, whole = c_int(), c_double()
print(libm.frexp(40.0, byref(exponent)), exponent.value, libm.modf(-3.25, byref(whole)), whole.value, exponent, whole)
print(libm.frexp(10.0, pointer(exponent)), exponent.value, libm.frexp(10.0, exponent))
print(libm.lround(2.5), libm.lround(-2.5), libm.ilogb(1000.0))
signgam = c_int.in_dll(libm, "signgam")
print(libm.lgamma(-0.5), signgam.value, libm.lgamma(0.5), signgam.value)
print(libm.cos(c_double(0.5)), libm.cos(True), libm.cos(10**300), libm.ldexp(1.0, 2**32 + 3))

total = 0.0
for i in range(20000):
    total += libm.cos(i * 0.001) * libm.pow(i, 0.5)
print(total)


class Angle:
    def __init__(self, value):
        self._as_parameter_ = value


print(libm.cos(Angle(1.0)))
for attempt in [lambda: libm.cos("1"), lambda: libm.cos(), lambda: libm.cos(1, 2), lambda: libm.cos(None), lambda: libm.cos(1j),
                lambda: libm.cos(c_float(0.5)), lambda: libm.ldexp(1.0, 2.0), lambda: libm.frexp(1.0, byref(whole)),
                lambda: libm.frexp(1.0, 5), lambda: libm.no_such_function, lambda: c_int.in_dll(libm, "no_such_variable")]:
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, str(error).replace("/lib/x86_64-linux-gnu/", ""))
try:
    CDLL("libnowhere.so.7")
except OSError as error:
    print("OSError", error)
libm.fabs.restype = c_double
try:
    libm.fabs(1.5)
except ArgumentError as error:
    print(error)
print(libm.fabs(c_double(-1.5)), libm.abs(-7), libm.cos is libm.cos, libm["cos"] is libm["cos"], libm.cos.__name__)


def check(result, function, arguments):
    if result != result:
        raise ValueError("%s%r is no number" % (function.__name__, arguments))
    return result * 2


libm.sqrt.restype, libm.sqrt.argtypes, libm.sqrt.errcheck = c_double, [c_double], check
print(libm.sqrt(9.0))
try:
    libm.sqrt(-9.0)
except ValueError as error:
    print(error)
prototype = CFUNCTYPE(c_double, c_double, c_int)
scale = prototype(("ldexp", libm), ((1, "x"), (1, "power", 3)))
print(scale(1.5), scale(1.5, 1), scale(x=2.0, power=2))
