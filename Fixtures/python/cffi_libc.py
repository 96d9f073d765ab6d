# cffi with the C library: qsort and bsearch with callbacks, strings, environment, time, variadic functions, errno
import os
from cffi import FFI

ffi = FFI()
ffi.cdef("""
    typedef long time_t;
    struct tm { int tm_sec, tm_min, tm_hour, tm_mday, tm_mon, tm_year, tm_wday, tm_yday, tm_isdst; long gmtoff; const char *zone; };
    typedef struct { int quot, rem; } div_t;
    typedef struct { long quot, rem; } ldiv_t;
    void qsort(void *, size_t, size_t, int (*)(const void *, const void *));
    void *bsearch(const void *key, const void *base, size_t n, size_t size, int (*compare)(const void *, const void *));
    size_t strlen(const char *); char *strchr(const char *, int); char *getenv(const char *); int setenv(const char *, const char *, int);
    int snprintf(char *, size_t, const char *, ...); int sscanf(const char *, const char *, ...);
    struct tm *gmtime_r(const time_t *, struct tm *); size_t strftime(char *, size_t, const char *, const struct tm *);
    time_t timegm(struct tm *); time_t time(time_t *);
    div_t div(int, int); ldiv_t ldiv(long, long); int abs(int); long labs(long); int toupper(int);
    long strtol(const char *, char **, int); unsigned long strtoul(const char *, char **, int); double strtod(const char *, char **);
    int open(const char *, int, ...); char *strerror(int); void *memset(void *, int, size_t); void *malloc(size_t); void free(void *);
    size_t wcslen(const wchar_t *); char *strdup(const char *);
""")
libc = ffi.dlopen(None)


@ffi.callback("int(const void *, const void *)")
def compare(a, b):
    a, b = ffi.cast("int *", a)[0], ffi.cast("int *", b)[0]
    return (a > b) - (a < b)


numbers = ffi.new("int[]", [(i * 7919) % 1009 - 500 for i in range(300)])
libc.qsort(numbers, len(numbers), ffi.sizeof("int"), compare)
print(list(numbers) == sorted((i * 7919) % 1009 - 500 for i in range(300)), numbers[0], numbers[299])
key = ffi.new("int *", numbers[123])
found = ffi.cast("int *", libc.bsearch(key, numbers, 300, 4, compare))
print(found - (numbers + 0), found[0] == numbers[123])
key[0] = 100000
print(libc.bsearch(key, numbers, 300, 4, compare) == ffi.NULL)

words = [ffi.new("char[]", word) for word in b"the quick brown fox jumps over a lazy dog".split()]
table = ffi.new("char *[]", words)


@ffi.callback("int(void *, void *)")
def by_text(a, b):
    a, b = ffi.string(ffi.cast("char **", a)[0]), ffi.string(ffi.cast("char **", b)[0])
    return -1 if a < b else a > b


libc.qsort(table, len(words), ffi.sizeof("char *"), by_text)
print(b" ".join(ffi.string(word) for word in table))

print(libc.strlen(b"crossing"), libc.strlen(b""), libc.strlen(b"a\0b"), libc.wcslen("wide €"))
text = ffi.new("char[]", b"path/to/file")
print(ffi.string(libc.strchr(text, ord("/"))), libc.strchr(text, ord("?")), libc.strchr(text, ord("t")) - text)
print(libc.getenv(b"NO_SUCH_VARIABLE_HERE"), libc.setenv(b"CROSSING", b"cffi", 1), ffi.string(libc.getenv(b"CROSSING")))

when, parts, out = ffi.new("time_t *", 1700000000), ffi.new("struct tm *"), ffi.new("char[64]")
print(libc.gmtime_r(when, parts) == parts, parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_yday)
print(libc.strftime(out, 64, b"%Y-%m-%d %H:%M:%S %j", parts), ffi.string(out))
parts.tm_mday += 40
print(libc.timegm(parts), parts.tm_mon, parts.tm_mday, libc.time(ffi.NULL) > 1700000000)

print(libc.snprintf(out, 64, b"%d %5.2f %s %c %ld %#x", ffi.cast("int", -5), ffi.cast("double", 2.5), ffi.new("char[]", b"text"),
                    ffi.cast("int", 33), ffi.cast("long", 2**40), ffi.cast("unsigned int", 255)), ffi.string(out))
number, real = ffi.new("int *"), ffi.new("double *")
print(libc.sscanf(b"42 6.5", b"%d %lf", number, real), number[0], real[0])
quotient = libc.div(-17, 5)
print(quotient.quot, quotient.rem, libc.ldiv(2**40, 1000).rem, libc.abs(-4), libc.labs(-2**40), chr(libc.toupper(ord("q"))))

end = ffi.new("char **")
digits = ffi.new("char[]", b"1234xyz")
print(libc.strtol(digits, end, 10), ffi.string(end[0]), libc.strtoul(b"ffffffffffffffff", ffi.NULL, 16), libc.strtod(b"2.5e3", ffi.NULL))
ffi.errno = 0
print(libc.strtol(b"9" * 30, ffi.NULL, 10), ffi.errno == 34)
print(libc.open(b"/no/such/file", 0), ffi.errno, ffi.string(libc.strerror(ffi.errno)) == os.strerror(2).encode())
block = ffi.gc(libc.malloc(16), libc.free, 16)
libc.memset(block, 0x41, 16)
print(ffi.unpack(ffi.cast("char *", block), 16), ffi.buffer(block, 4)[:])
copy = libc.strdup(b"copied")
print(ffi.string(copy), ffi.string(copy, 3))
libc.free(copy)

for attempt in [lambda: libc.strlen("text"), lambda: libc.strlen(5), lambda: libc.abs(2**31), lambda: libc.abs(1.5),
                lambda: libc.snprintf(out, 64, b"%d", 5), lambda: libc.snprintf(out, 64), lambda: libc.strlen(None),
                lambda: libc.qsort(numbers, -1, 4, compare), lambda: libc.qsort(numbers, 1, 4, len), lambda: libc.gmtime_r(when, when),
                lambda: libc.timegm(1), lambda: libc.wcslen(b"x")]:
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, error)
