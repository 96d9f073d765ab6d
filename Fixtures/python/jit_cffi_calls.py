# hot loops that call C by cffi: kinds of argument that change, conversions that fail, errno, callbacks that change what the loop relies on
from cffi import FFI

ffi = FFI()
ffi.cdef("""
    double cos(double); double pow(double, double); float sqrtf(float); double ldexp(double, int); int abs(int); long labs(long);
    size_t strlen(const char *); int toupper(int); void qsort(void *, size_t, size_t, int (*)(const void *, const void *));
    unsigned long strtoul(const char *, char **, int); double fma(double, double, double); char *strchr(const char *, int);
    typedef struct { int quot, rem; } div_t; div_t div(int, int); int snprintf(char *, size_t, const char *, ...);
    double frexp(double, int *); void *memset(void *, int, size_t); unsigned int htonl(unsigned int); int close(int);
""")
c, m = ffi.dlopen(None), ffi.dlopen("libm.so.6")


def mixed(values):
    total = 0.0
    for value in values:
        try:
            total += m.cos(value)
        except (TypeError, OverflowError) as error:
            total += len(str(error))
    return total


print(mixed([i / 7 for i in range(3000)]), mixed(list(range(3000))), mixed([1.5, 2, True, "x", None, 10**400, ffi.cast("float", 0.5)] * 300))


def integers():
    total, failed = 0, 0
    for i in range(4000):
        try:
            total += c.abs(i - 2000) + c.labs(-i * 10**15) + c.toupper(97 + i % 26)
            total += c.abs(2**31 - 3998 + i)
        except OverflowError:
            failed += 1
    return total, failed


print(integers())


def unsigned():
    total = 0
    for i in range(3000):
        total += c.htonl(i) + c.strtoul(b"18446744073709551615", ffi.NULL, 10)
    return total


print(unsigned())


def doubles():
    total, exponent = 0.0, ffi.new("int *")
    for i in range(3000):
        total += m.pow(i, 0.5) + m.ldexp(i * 0.25, i % 8) + m.fma(i, 2.0, 1) + m.sqrtf(i)
        total += m.frexp(i + 0.5, exponent) * exponent[0]
    return total


print(doubles())


def strings():
    total, kept = 0, ffi.new("char[]", b"a/b/c")
    for i in range(2000):
        total += c.strlen(b"x" * (i % 10)) + c.strlen(kept)
        found = c.strchr(kept, 47)
        total += found - kept + (c.strchr(kept, 63) == ffi.NULL)
    return total


print(strings())


def structures():
    total, out = 0, ffi.new("char[32]")
    for i in range(1500):
        q = c.div(i * 7, 13)
        total += q.quot * 100 + q.rem
        total += c.snprintf(out, 32, b"%d", ffi.cast("int", i))
    return total, ffi.string(out)


print(structures())


def errors():
    count = 0
    for i in range(2000):
        ffi.errno = 0
        if c.close(-1) == -1 and ffi.errno == 9:
            count += 1
        ffi.errno = i
        count += ffi.errno == i
    return count


print(errors())
sign = 1


@ffi.callback("int(const void *, const void *)")
def compare(a, b):
    global sign
    if changing:
        sign = 1 if len(seen) % 2 else -1
    a, b = ffi.cast("int *", a)[0], ffi.cast("int *", b)[0]
    return a - b


def sorting(rounds):
    total, numbers = 0, ffi.new("int[5]")
    for i in range(rounds):
        before = sign
        numbers[0:5] = [3, 1, i % 7, -i, 2]
        c.qsort(numbers, 5, 4, compare)
        seen.append(i)
        total += numbers[0] * sign + numbers[4] + before
        seen.pop()
        if i % 3 == 0:
            seen.append(i)
    return total


changing, seen = False, []
print(sorting(600))
changing = True
print(sorting(600), sign)


def shadowed(function, rounds):
    total = 0.0
    for i in range(rounds):
        if i == rounds - 50:
            function = m.pow if rounds % 2 else abs
        total += function(i) if function is not m.pow else function(i, 1)
    return total


print(shadowed(m.cos, 1000), shadowed(m.cos, 1001), shadowed(ffi.cast("double(*)(double)", m.cos), 900))


def counting(n):
    try:
        for i in range(n):
            if i == n - 1:
                m.cos(1, 2)
            m.cos(i)
    except TypeError as error:
        return i, str(error)


print(counting(2000))
