"""The programs by cffi: each function prepares what it needs and returns (run, expected result)."""
from cffi import FFI

ffi = FFI()
ffi.cdef("double trivial(double); void qsort(void *, size_t, size_t, int (*)(const void *, const void *));")


def calls(library, count):
    trivial = ffi.dlopen(library).trivial

    def run():
        total = x = 0.0
        for _ in range(count):
            total += trivial(x)
            x += 1.0
        return total
    return run, count * (count + 1) / 2


def sort(library, count):
    libc = ffi.dlopen(None)
    order = [(i * 7919) % count for i in range(count)]
    numbers = ffi.new("int[]", count)

    @ffi.callback("int(const void *, const void *)")
    def compare(a, b):
        a, b = ffi.cast("int *", a)[0], ffi.cast("int *", b)[0]
        return (a > b) - (a < b)

    def run():
        numbers[0:count] = order
        libc.qsort(numbers, count, 4, compare)
        return numbers[0], numbers[count // 2], numbers[count - 1]
    return run, (0, count // 2, count - 1)


def array(library, count):
    array = ffi.new("int[]", count)

    def run():
        for i in range(count):
            array[i] = i & 1023
        total = 0
        for i in range(count):
            total += array[i]
        return total
    return run, sum(i & 1023 for i in range(count))
