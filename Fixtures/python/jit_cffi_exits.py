# cffi in traces that are left in the middle: other types, numbers that do not fit, NULL, bad indices, another function
from cffi import FFI

ffi = FFI()
ffi.cdef("""
    long labs(long); double fabs(double); float fabsf(float); size_t strlen(const char *); int toupper(int);
    typedef struct point { signed char x; double y; struct point *next; unsigned long long big; _Bool flag; char letter; } point;
""")
libc, libm = ffi.dlopen(None), ffi.dlopen("libm.so.6")
values = [1, -2, 3] * 40


def attempt(function, items):
    results = []
    for item in items:
        try:
            results.append(function(item))
        except (TypeError, ValueError, OverflowError) as error:
            results.append("%s: %s" % (type(error).__name__, error))
    return results


print(attempt(libc.labs, values + [2 ** 62, -2 ** 63 + 1, 2 ** 63, True, 1.5, "x", None])[-8:])
print(attempt(libm.fabs, [1.5, -2.5] * 50 + [3, -4, True, "x", 1e308, float("-inf"), 2 ** 70, None])[-9:])
print(attempt(libm.fabsf, [1.5, -0.1] * 50 + [1e300, 7, "x"])[-5:])
print(attempt(libc.strlen, [b"abc", b""] * 50 + ["text", b"last", 5.0, ffi.new("char[]", b"array")])[-4:])
print(attempt(libc.toupper, [97, 98] * 50 + [2 ** 31, -2 ** 31 - 1, b"x", 99])[-5:])


def either(n):
    total = 0
    for i in range(n):
        function = libc.labs if i < 80 or i % 2 else libc.toupper
        total += function(-i if i < 80 else i)
    return total


print(either(160))


def fields(items):
    point, seen = ffi.new("point *"), []
    for item in items:
        try:
            point.x = item
            point.y = point.x
            point.big = item
            point.flag = item in (0, 1)
            seen.append((point.x, point.y, point.big, point.flag, point.letter, point.next == ffi.NULL))
        except (TypeError, OverflowError) as error:
            seen.append(str(error))
    return seen


print(fields([1, 2, 3] * 40 + [127, 128, -129, 2 ** 63, -1, 1.0, "x", True])[-9:])


def chain(n):
    points = ffi.new("point[]", n)
    for i in range(n - 1):
        points[i].x = i % 100
        points[i].next = points + i + 1
    total, point = 0, points + 0
    while point:
        total += point.x
        point = point.next
    return total


print(chain(500))


def items(array, indices, value):
    total = []
    for index in indices:
        try:
            array[index] = value
            total.append(array[index])
        except (IndexError, TypeError, OverflowError) as error:
            total.append(str(error))
    return total[-4:]


indices = list(range(10)) * 8
for kind in ["int", "unsigned char", "float", "long long", "unsigned long long", "short", "_Bool", "char"]:
    array = ffi.new(kind + "[10]")
    value = b"q" if kind == "char" else 1
    print(kind, items(array, indices + [-1, 10, 5], value), items(array, indices + [3], "x"),
          items(array, indices + [3], 2 ** 64), list(array)[:3])


def through(pointers):
    total = 0
    for p in pointers:
        total += p[1] + (p + 2)[0] + (p + 3 - p)
        p[0] += 1
    return total


block = ffi.new("int[10]", list(range(10)))
shorts = ffi.cast("short *", block)
print(through([block + 0] * 80 + [shorts] * 20 + [block + 4]), block[0])


def casts(n):
    total = 0
    for i in range(n):
        p = ffi.cast("int *", ffi.cast("char *", block) + 4 * (i % 10))
        total += p[0]
        if i == 150:
            p = ffi.cast("long", 7)
            total += int(p)
    return total


print(casts(200))
