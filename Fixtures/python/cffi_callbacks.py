# cffi callbacks: conversions both ways, errors with and without error value and onerror, nested crossings, threads of C, structs by value
import sys
import io
from cffi import FFI

ffi = FFI()
ffi.cdef("void qsort(void *, size_t, size_t, int (*)(const void *, const void *)); struct pair { int a; double b; };")
lib = ffi.dlopen(None)


def call(signature, function, *arguments, **options):
    c = ffi.callback(signature, function, **options)
    return c(*arguments)


print(call("int(int, int)", lambda a, b: a * b, 6, 7), call("double(float, double)", lambda a, b: a + b, 0.5, 1), call("char(char)", lambda c: c, b"q"),
      call("void(int)", lambda a: None, 1), call("_Bool(_Bool)", lambda b: not b, True), call("unsigned char(long)", lambda b: b & 255, -1),
      call("int64_t(uint64_t)", lambda b: b >> 1, 2**64 - 1), call("wchar_t(wchar_t)", lambda w: w.upper(), "é"), call("short(short)", lambda s: -s, 5))
pair = ffi.new("struct pair *", (2, 0.5))


def swap(value):
    result = ffi.new("struct pair *", (int(value.b * 10), value.a))
    return result[0]


print([getattr(call("struct pair(struct pair)", swap, pair[0]), name) for name in "ab"], call("int *(int *)", lambda q: q + 1, ffi.new("int[2]")) is not None)


@ffi.callback("int(int)")
def countdown(n):
    return n + countdown(n - 1) if n else 0


print(countdown(50), ffi.typeof(countdown))
errors = sys.stderr
for options in [{}, {"error": 42}]:
    sys.stderr = io.StringIO()
    result = call("int(int)", lambda n: 1 // n, 0, **options)
    text, sys.stderr = sys.stderr.getvalue(), errors
    print(result, [line for line in text.splitlines() if "Error" in line])
sys.stderr = io.StringIO()
print(call("int(int)", lambda n: "text", 0, error=-1), call("signed char(int)", lambda n: n, 1000), call("void(int)", lambda n: n, 5))
text, sys.stderr = sys.stderr.getvalue(), errors
print([line for line in text.splitlines() if "Error" in line or "Trying" in line])


def recover(kind, error, trace):
    print("recover", kind.__name__, error, trace.tb_frame.f_code.co_name)
    return 9 if isinstance(error, ZeroDivisionError) else None


def divide(n):
    return 10 // n


print(call("int(int)", divide, 0, onerror=recover), call("int(int)", divide, 3, onerror=recover), call("int(int)", lambda n: {}[n], 3, error=5, onerror=recover))
order = []


@ffi.callback("int(const void *, const void *)")
def outer(a, b):
    numbers = ffi.new("int[]", [3, 1, 2])
    lib.qsort(numbers, 3, 4, inner)
    order.append(list(numbers))
    return ffi.cast("int *", a)[0] - ffi.cast("int *", b)[0]


@ffi.callback("int(const void *, const void *)")
def inner(a, b):
    return ffi.cast("int *", a)[0] - ffi.cast("int *", b)[0]


numbers = ffi.new("int[]", [5, -3, 9, 0])
lib.qsort(numbers, 4, 4, outer)
print(list(numbers), order[0], len(order) >= 3)


class Stop(Exception):
    pass


seen = []


def failing(a, b):
    seen.append(1)
    raise Stop


caught = []
lib.qsort(numbers, 4, 4, ffi.callback("int(const void *, const void *)", failing, onerror=lambda *e: caught.append(e[0])))
print(len(seen) >= 3, set(caught) == {Stop}, sorted(numbers))
flip = ffi.callback("int(int)", lambda n: n ^ 1)
table = ffi.new("int(*[2])(int)", [countdown, flip])
print(table[0](4), table[1](4), table[0] == countdown, ffi.cast("void *", countdown) == ffi.cast("void *", table[0]))
for attempt in [lambda: ffi.callback("int", len), lambda: ffi.callback("int(int, ...)", len), lambda: ffi.callback("int(int)", len, error="x"),
                lambda: countdown("x"), lambda: countdown(), lambda: ffi.callback("int(int)", len, onerror=5)]:
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, error)
