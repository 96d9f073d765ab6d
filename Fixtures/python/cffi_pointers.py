# cffi pointers and arrays: arithmetic, slices, casts, strings, unpack, buffers, from_buffer, memmove, handles, weak destructors
import array
from cffi import FFI

ffi = FFI()
a = ffi.new("int[10]", list(range(10)))
p = a + 3
print(p[0], p[-1], (p + 2) - a, p - 1 == a + 2, p > a, len(a), a[2:5], list(a[2:5]), ffi.typeof(a), ffi.typeof(p))
a[2:5] = [20, 30, 40]
a[0:2] = a[8:10]
print(list(a), p[0], sum(a), 30 in list(a), [x for x in a[7:10]])
print(ffi.new("long[]", 4)[3], len(ffi.new("short[]", [1, 2, 3])), ffi.sizeof(ffi.new("short[]", 7)), list(ffi.new("char[3]", b"abc")))
for kind, value in [("signed char", -130), ("unsigned char", -1), ("short", 70000), ("unsigned long long", -1), ("int", 3.99), ("int", "A"),
                    ("float", 0.1), ("double", 7), ("char", 321), ("_Bool", 5), ("long", 2**64 + 3), ("wchar_t", 8364), ("int", b"B"), ("char16_t", 65)]:
    c = ffi.cast(kind, value)
    print(kind, c, int(c), bool(c), end="; ")
print()
print(float(ffi.cast("float", 0.1)), complex(ffi.cast("double _Complex", 1 + 2j)), ffi.cast("int", 5) == ffi.cast("int", 5), hash(ffi.cast("int", 5)) == hash(5))
address = int(ffi.cast("uintptr_t", a))
print(ffi.cast("int *", address)[9], ffi.cast("int *", address) == a, ffi.cast("char *", a)[0], ffi.cast("unsigned char *", a)[8])
print(ffi.string(ffi.new("char[]", b"hello\0world")), ffi.string(ffi.new("char[5]", b"hello")), ffi.string(ffi.new("wchar_t[]", "wide ✓"), 4),
      ffi.string(ffi.new("char16_t[]", "𝄞x")), ffi.string(ffi.cast("char", 65)), ffi.unpack(ffi.new("char[]", b"a\0b"), 3),
      ffi.unpack(a + 1, 3), ffi.unpack(ffi.new("double[]", [0.5, 1.5]), 2), ffi.unpack(ffi.new("wchar_t[]", "€uro"), 2))
view = ffi.buffer(a, 8)
print(len(view), view[:] == bytes(memoryview(a_bytes := bytes(view))), type(view).__name__)
view[0:4] = b"\1\0\0\0"
view[4] = b"\2"
print(a[0], a[1], ffi.buffer(a)[36:40], view == bytes(view), memoryview(view).nbytes)
data = bytearray(b"abcdef")
c = ffi.from_buffer(data)
c[0] = b"Z"
print(ffi.typeof(c), len(c), data, c[5], ffi.buffer(c, 2)[:])
numbers = array.array("i", [1, 2, 3])
c = ffi.from_buffer("int[]", numbers)
c[1] = 99
print(numbers, len(c), ffi.from_buffer("int *", numbers)[2], ffi.from_buffer("short[2]", numbers)[0])
ffi.memmove(a, b"\7\0\0\0", 4)
ffi.memmove(data, a, 2)
ffi.memmove(a + 1, a, 8)
print(list(a)[:4], data)
with ffi.from_buffer(data) as c:
    pass
data.append(1)
thing = ["thing"]
handle = ffi.new_handle(thing)
print(ffi.from_handle(ffi.cast("void *", handle)) is thing, ffi.typeof(handle))
freed = []
owner = ffi.gc(ffi.new("int *", 4), lambda pointer: freed.append(pointer[0]))
print(owner[0], ffi.release(owner), freed)
with ffi.new("char[]", 16) as block:
    block[0] = b"x"
allocator = ffi.new_allocator(should_clear_after_alloc=True)
print(list(allocator("int[4]")), ffi.new("char **", ffi.new("char[]", b"x"))[0][0])
pp = ffi.new("int **", a + 4)
pp[0][1] = 1234
print(a[5], pp[0] - a, ffi.typeof(pp).item.item, ffi.typeof("int(*)(char, ...)").args, ffi.typeof("int(*)(char, ...)").ellipsis,
      ffi.getctype("int[3]", "*"), ffi.getctype("char *", "name"), ffi.typeof("int (*(*)[4])(void)"), ffi.alignof("long double"))
b = ffi.new("_Bool[2]", [True, 0])
print(b[0], b[1], list(ffi.new("float[2]", [0.1, 2])), ffi.new("unsigned char[]", b"\xff")[0], ffi.new("char[2][3]", [b"ab", b"cd"])[1][1])
f = ffi.new("long double *", 1.5)
print(float(f[0]), ffi.cast("int8_t", 200), ffi.sizeof("intmax_t"), ffi.new("uint64_t *", 2**64 - 1)[0], ffi.new("int64_t *", -2**63)[0])
for attempt in [lambda: a[10], lambda: a[-1], lambda: a[1:11], lambda: a[::2], lambda: a[1], lambda: ffi.new("int[-1]"), lambda: ffi.new("int[2]", [1, 2, 3]),
                lambda: a + "x", lambda: a - ffi.new("long *"), lambda: ffi.new("int", 5), lambda: ffi.new("char[2]", b"abc"), lambda: ffi.new("char *", b"ab"),
                lambda: a.__setitem__(0, 2**31), lambda: a.__setitem__(0, "1"), lambda: ffi.new("unsigned char *", -1), lambda: ffi.new("unsigned char *", 256),
                lambda: ffi.new("int8_t *", 128), lambda: ffi.new("uint64_t *", -1), lambda: ffi.new("int64_t *", 2**63), lambda: ffi.string(a), lambda: ffi.string(ffi.NULL),
                lambda: ffi.from_buffer("x"), lambda: ffi.memmove(a, 5, 1), lambda: ffi.from_handle(a),
                lambda: ffi.cast("int *", 1.5), lambda: ffi.cast("int", None), lambda: int(a), lambda: float(a), lambda: a(), lambda: hash(a) and "hash", lambda: a.x,
                lambda: ffi.new("int *")[1], lambda: ffi.cast("void *", a)[0], lambda: iter(p), lambda: a[0:2].__setitem__(slice(0, 2), [1]),
                lambda: ffi.sizeof(5), lambda: ffi.unpack(a, -1), lambda: ffi.callback("int(int)", 5), lambda: ffi.new("wchar_t *", "ab"), lambda: ffi.release(p)]:
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, str(error).splitlines()[0])
