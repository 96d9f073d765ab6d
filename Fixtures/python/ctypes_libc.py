# ctypes with the C library: qsort and bsearch with callbacks, strings, environment, time, variadic functions, errno
import os
from ctypes import *
from ctypes.util import find_library

libc = CDLL(None, use_errno=True)


class tm(Structure):
    _fields_ = [(name, c_int) for name in "tm_sec tm_min tm_hour tm_mday tm_mon tm_year tm_wday tm_yday tm_isdst".split()]
    _fields_ += [("gmtoff", c_long), ("zone", c_char_p)]


class div_t(Structure):
    _fields_ = [("quot", c_int), ("rem", c_int)]


class ldiv_t(Structure):
    _fields_ = [("quot", c_long), ("rem", c_long)]


Compare = CFUNCTYPE(c_int, POINTER(c_int), POINTER(c_int))
numbers = (c_int * 300)(*[(i * 7919) % 1009 - 500 for i in range(300)])
compare = Compare(lambda a, b: (a[0] > b[0]) - (a[0] < b.contents.value))
libc.qsort.restype, libc.qsort.argtypes = None, [c_void_p, c_size_t, c_size_t, Compare]
print(libc.qsort(numbers, len(numbers), sizeof(c_int), compare))
print(list(numbers) == sorted((i * 7919) % 1009 - 500 for i in range(300)), numbers[0], numbers[299], numbers[-1])
libc.bsearch.restype = POINTER(c_int)
key = c_int(numbers[123])
found = libc.bsearch(byref(key), numbers, 300, 4, compare)
print((addressof(found.contents) - addressof(numbers)) // 4, found[0] == key.value, bool(found))
key.value = 100000
print(bool(libc.bsearch(byref(key), numbers, c_size_t(300), c_size_t(4), compare)))

words = b"the quick brown fox jumps over a lazy dog".split()
table = (c_char_p * len(words))(*words)
by_text = CFUNCTYPE(c_int, POINTER(c_char_p), POINTER(c_char_p))(lambda a, b: -1 if a[0] < b[0] else a[0] > b[0])
cast(libc.qsort, CFUNCTYPE(None, c_void_p, c_size_t, c_size_t, c_void_p))(table, len(words), sizeof(c_char_p), cast(by_text, c_void_p))
print(b" ".join(table))

libc.strlen.restype, libc.strlen.argtypes = c_size_t, [c_char_p]
libc.wcslen.restype, libc.wcslen.argtypes = c_size_t, [c_wchar_p]
print(libc.strlen(b"crossing"), libc.strlen(b""), libc.strlen(b"a\0b"), libc.wcslen("wide €"))
libc.strchr.restype = libc.getenv.restype = libc.strerror.restype = c_char_p
text = create_string_buffer(b"path/to/file")
print(libc.strchr(text, ord("/")), libc.strchr(text, ord("?")), libc.strchr(text, ord("#")), text.value, text.raw[-3:], sizeof(text))
print(libc.getenv(b"NO_SUCH_VARIABLE_HERE"), libc.setenv(b"CROSSING", b"ctypes", 1), libc.getenv(b"CROSSING"))

when, parts, out = c_long(1700000000), tm(), create_string_buffer(64)
libc.gmtime_r.restype, libc.gmtime_r.argtypes = POINTER(tm), [POINTER(c_long), POINTER(tm)]
result = libc.gmtime_r(when, parts)
print(addressof(result.contents) == addressof(parts), parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_yday)
print(libc.strftime(out, 64, b"%Y-%m-%d %H:%M:%S %j", byref(parts)), out.value)
parts.tm_mday += 40
libc.timegm.restype = c_long
print(libc.timegm(byref(parts)), parts.tm_mon, parts.tm_mday)
libc.time.restype = c_long
print(libc.time(None) > 1700000000)

print(libc.snprintf(out, 64, b"%d %5.2f %s %c %ld %#x", -5, c_double(2.5), b"text", 33, c_long(2**40), c_uint(255)), out.value)
number, real = c_int(), c_double()
print(libc.sscanf(b"42 6.5", b"%d %lf", byref(number), byref(real)), number.value, real.value)
libc.div.restype, libc.ldiv.restype, libc.ldiv.argtypes = div_t, ldiv_t, [c_long, c_long]
quotient = libc.div(-17, 5)
print(quotient.quot, quotient.rem, libc.ldiv(2**40, 1000).rem, libc.abs(-4), chr(libc.toupper(ord("q"))))

end = c_char_p()
libc.strtol.restype, libc.strtoul.restype, libc.strtod.restype = c_long, c_ulong, c_double
print(libc.strtol(b"1234xyz", byref(end), 10), end.value, libc.strtoul(b"ffffffffffffffff", None, 16), libc.strtod(b"2.5e3", None))
set_errno(0)
print(libc.strtol(b"9" * 30, None, 10), get_errno() == 34)
print(libc.open(b"/no/such/file", 0), get_errno(), libc.strerror(get_errno()) == os.strerror(2).encode(), set_errno(7), get_errno())
libc.malloc.restype, libc.malloc.argtypes, libc.free.argtypes = c_void_p, [c_size_t], [c_void_p]
block = libc.malloc(16)
memset(block, 0x41, 16)
print(string_at(block, 16), string_at(block, 4), isinstance(block, int))
memmove(block, b"moved\0", 6)
print(cast(block, c_char_p).value, string_at(block), libc.free(block) is None or "int")
print(find_library("c"), find_library("m"))

for attempt in [lambda: libc.strlen("text"), lambda: libc.strlen(5), lambda: libc.abs(1.5), lambda: libc.abs([]),
                lambda: libc.qsort(numbers, "x", 4, compare), lambda: libc.qsort(numbers, 1, 4, len), lambda: libc.qsort(numbers),
                lambda: libc.gmtime_r(when, when), lambda: libc.wcslen(b"x"), lambda: libc.abs(1 << 70) and "wraps",
                lambda: setattr(parts, "tm_sec", "x"), lambda: numbers[300], lambda: tm(*range(12)), lambda: tm(nothing=1) and "kept"]:
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, error)
