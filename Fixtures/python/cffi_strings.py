# Text and bytes between Python and C: char, wide characters, string(), unpack(), buffer(), from_buffer(), memmove().
import array
import cffi

ffi = cffi.FFI()
ffi.cdef("""
size_t strlen(const char *); char *strchr(const char *, int); int toupper(int); size_t wcslen(const wchar_t *);
long strtol(const char *, char **, int); void *memchr(const void *, int, size_t); int snprintf(char *, size_t, const char *, ...);
""")
C = ffi.dlopen(None)
text = "añ€\U0001F40D"


def show(*attempts):
    for attempt in attempts:
        try:
            print(attempt())
        except Exception as error:
            print(type(error).__name__, error)


buffer = ffi.new("char[]", b"hello, world")
print(len(buffer), ffi.string(buffer), ffi.string(buffer, 5), ffi.string(buffer + 7), buffer[4], C.strlen(buffer), C.strlen(b"12345678"), C.strlen(b""))
at = C.strchr(buffer, ord("w"))
print(at - buffer, ffi.string(at), at == buffer + 7, ffi.string(ffi.cast("char", b"x")), C.toupper(ord("q")))
end = ffi.new("char **")
number = ffi.new("char[]", b"  123abc")
print(C.strtol(number, end, 10), end[0] - number, ffi.string(end[0]))
for kind in ["wchar_t", "char16_t", "char32_t"]:
    wide = ffi.new(kind + "[]", text)
    print(kind, len(wide), ffi.string(wide) == text, ascii(ffi.unpack(wide, 3)), ascii(wide[1]), ffi.sizeof(wide), ascii(ffi.cast(kind, "€")), int(ffi.cast(kind, "€")))
print(C.wcslen(text), C.wcslen(ffi.new("wchar_t[10]", "abc")))
raw = ffi.new("unsigned char[6]", [1, 2, 0, 255, 4])
print(ffi.string(raw), ffi.unpack(raw, 5), list(raw[1:4]), bytes(ffi.buffer(raw)), ffi.unpack(ffi.cast("short *", raw), 3))
out = ffi.new("char[40]")
print(C.snprintf(out, 40, b"%s|%5.2f|%d|%c|%lx", ffi.new("char[]", b"abc"), ffi.cast("double", 3.14159), ffi.cast("int", -7), ffi.cast("char", b"z"), ffi.cast("long", 1 << 40)), ffi.string(out))
view = ffi.buffer(out, 8)
view[0:3] = b"xyz"
view[-1] = b"!"
print(view[:], len(view), view[1], view == b"xyz" + view[3:], view > b"a", bytearray(view)[3:5], memoryview(view).nbytes, ffi.string(out))
data = bytearray(b"0123456789")
whole = ffi.from_buffer(data)
words = ffi.from_buffer("unsigned short[]", data)
whole[2] = b"X"
print(data, len(whole), len(words), hex(words[0]), whole, repr(ffi.from_buffer("int[2]", data)).split(" 0x")[0])
try:
    data.append(1)
except BufferError as error:
    print(error)
ffi.release(whole)
ffi.release(words)
print(whole)
numbers = array.array("d", [1.5, 2.5, 3.5])
doubles = ffi.from_buffer("double[]", numbers)
doubles[1] *= 2
print(numbers.tolist(), sum(doubles))
ffi.memmove(raw, b"abcdef", 4)
target = bytearray(6)
ffi.memmove(target, raw, 6)
ffi.memmove(raw + 1, raw, 3)
print(target, bytes(ffi.buffer(raw)))
show(
    lambda: ffi.new("char[3]", b"abcd"), lambda: ffi.new("char[]", "abc"), lambda: ffi.new("wchar_t[2]", "abc"), lambda: ffi.new("char *", b"ab"),
    lambda: ffi.new("char16_t *", text[3]), lambda: ffi.new("wchar_t *", "ab"), lambda: ffi.string(ffi.NULL), lambda: ffi.string(ffi.cast("char *", 0)),
    lambda: ffi.string(ffi.new("int[3]")), lambda: ffi.unpack(raw, -1), lambda: ffi.unpack(ffi.cast("int *", 0), 2), lambda: ffi.unpack(5, 2),
    lambda: ffi.buffer(ffi.cast("int", 5)), lambda: ffi.buffer(ffi.cast("void *", 5)), lambda: ffi.from_buffer("abc"), lambda: ffi.from_buffer(5),
    lambda: ffi.from_buffer("int[30]", data), lambda: ffi.from_buffer("char[]", b"abc", require_writable=True), lambda: ffi.memmove(raw, data, -1),
    lambda: ffi.memmove(b"abc", raw, 2), lambda: view[100], lambda: view["a"], lambda: view[::2], lambda: C.strlen("abc"), lambda: C.strlen(bytearray(b"abc")),
    lambda: C.strlen(ffi.new("int *")) >= 0, lambda: C.strlen(None), lambda: C.strlen(0), lambda: C.snprintf(out, 5, b"%d", 5), lambda: C.toupper(b"a"),
    lambda: ffi.cast("char", "ab"), lambda: ffi.cast("int", "ab"), lambda: ffi.cast("int", b"ab"), lambda: ffi.cast("double", b"ab"),
)
