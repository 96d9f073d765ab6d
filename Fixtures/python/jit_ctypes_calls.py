# hot loops that call C by ctypes: with and without argtypes, results of every kind, errors, callbacks, argtypes that change in the loop
from ctypes import *

c, m = CDLL(None, use_errno=True), CDLL("libm.so.6")
m.cos.restype, m.cos.argtypes = c_double, [c_double]
m.pow.restype, m.pow.argtypes = c_double, [c_double, c_double]
m.sqrtf.restype, m.sqrtf.argtypes = c_float, [c_float]
m.frexp.restype, m.frexp.argtypes = c_double, [c_double, POINTER(c_int)]
c.labs.restype, c.labs.argtypes = c_long, [c_long]
c.strlen.restype, c.strlen.argtypes = c_size_t, [c_char_p]
c.htonl.restype, c.htonl.argtypes = c_uint, [c_uint]


def mixed(values):
    total = 0.0
    for value in values:
        try:
            total += m.cos(value)
        except ArgumentError as error:
            total += len(str(error))
    return total


print(mixed([i / 7 for i in range(3000)]), mixed(list(range(3000))), mixed([1.5, 2, True, "x", None, c_double(0.5), c_float(1)] * 300))


def integers():
    total = 0
    for i in range(4000):
        total += c.abs(i - 2000) + c.labs(-i * 10**15) + c.toupper(97 + i % 26) + c.htonl(i)
        total += c.abs(2**32 + i) + c.labs(2**64 - i)
    return total


print(integers())


def doubles():
    total, exponent = 0.0, c_int()
    for i in range(3000):
        total += m.pow(i, 0.5) + m.sqrtf(i)
        total += m.frexp(i + 0.5, byref(exponent)) * exponent.value
    return total


print(doubles())


def strings():
    total, kept = 0, create_string_buffer(b"a/b/c")
    for i in range(2000):
        total += c.strlen(b"x" * (i % 10)) + c.strlen(kept)
    return total


print(strings())


def errors():
    count = 0
    for i in range(2000):
        set_errno(0)
        if c.close(-1) == -1 and get_errno() == 9:
            count += 1
        count += set_errno(i) == 9
    return count


print(errors())


def changing(n):
    function, total = c["abs"], 0
    function.argtypes = [c_int]
    for i in range(n):
        if i == n - 200:
            function.argtypes = [c_byte]
        if i == n - 100:
            function.restype = c_byte
        if i == n - 50:
            function.errcheck = lambda result, function, arguments: -result
        total += function(i)
    return total


print(changing(2000))


class Wrapped:
    def __init__(self, value):
        self._as_parameter_ = value


def parameters():
    total = 0
    for i in range(1500):
        total += c.abs(Wrapped(-i)) + c.abs(c_int(-i)) + c.abs(c_short(i))
    return total


print(parameters())
Compare = CFUNCTYPE(c_int, POINTER(c_int), POINTER(c_int))
sign = 1


@Compare
def compare(a, b):
    global sign
    sign = -sign
    return a[0] - b[0]


def sorting(n):
    numbers, total = (c_int * 5)(), 0
    for i in range(n):
        numbers[:] = [3, 1, i % 7, -i, 2]
        c.qsort(numbers, 5, 4, compare)
        total += numbers[0] * sign + numbers[4]
    return total


print(sorting(500))
Twice = CFUNCTYPE(c_double, c_double, c_int)
twice = Twice(lambda x, n: x * 2 + n)


def back_and_forth(n):
    total = 0.0
    for i in range(n):
        total += twice(i, i & 3)
    return total


print(back_and_forth(1000))


def wrong(n):
    try:
        for i in range(n):
            if i == n - 1:
                m.pow(1)
            m.pow(i, 2)
    except TypeError as error:
        return i, str(error)


print(wrong(1500))
