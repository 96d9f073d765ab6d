# cffi with the mathematics library: doubles, floats, ints, results through pointers, variables, missing symbols
from cffi import FFI

ffi = FFI()
ffi.cdef("""
    double cos(double); double pow(double x, double y); double hypot(double, double);
    float sqrtf(float); double ldexp(double, int); double frexp(double, int *); double modf(double, double *);
    long lround(double); int ilogb(double); double fma(double, double, double); double remquo(double, double, int *);
    extern int signgam; double lgamma(double); double no_such_function(double);
""")
libm = ffi.dlopen("libm.so.6")

print([libm.cos(x / 4) for x in range(5)])
print(libm.pow(2, 0.5), libm.hypot(3, 4), libm.sqrtf(2), libm.ldexp(0.75, 5), libm.fma(2.0, 3.0, 4.0))
exponent, whole = ffi.new("int *"), ffi.new("double *")
print(libm.frexp(40.0, exponent), exponent[0], libm.modf(-3.25, whole), whole[0])
print(libm.lround(2.5), libm.lround(-2.5), libm.ilogb(1000.0))
print(libm.remquo(29.0, 3.0, exponent), exponent[0] & 7)
print(libm.lgamma(-0.5), libm.signgam, libm.lgamma(0.5), libm.signgam)
print(libm.cos(ffi.cast("float", 0.5)), libm.cos(True), libm.cos(10**300))

total = 0.0
for i in range(20000):
    total += libm.cos(i * 0.001) * libm.pow(i, 0.5)
print(total)


class Angle:
    def __init__(self, value):
        self.value = value

    def __float__(self):
        return self.value


print(libm.cos(Angle(1.0)))
for attempt in [lambda: libm.cos("1"), lambda: libm.cos(), lambda: libm.cos(1, 2), lambda: libm.cos(None), lambda: libm.cos(1j),
                lambda: libm.cos(10**400), lambda: libm.ldexp(1.0, 2**31), lambda: libm.ldexp(1.0, 2.0),
                lambda: libm.frexp(1.0, whole), lambda: libm.frexp(1.0, 5), lambda: libm.cos(x=1)]:
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, error)
try:
    libm.no_such_function
except AttributeError as error:
    print(str(error).split(":")[0].replace(libm.__name__ if hasattr(libm, "__name__") else "", ""))
try:
    ffi.dlopen("libnowhere.so.7")
except OSError as error:
    print("OSError", error)
print(ffi.typeof(libm.pow), libm.pow == libm.pow, sorted(n for n in dir(libm) if "l" in n))
