"""The programs by ctypes: each function prepares what it needs and returns (run, expected result)."""
import ctypes


def calls(library, count):
    trivial = ctypes.CDLL(library).trivial
    trivial.restype, trivial.argtypes = ctypes.c_double, [ctypes.c_double]

    def run():
        total = x = 0.0
        for _ in range(count):
            total += trivial(x)
            x += 1.0
        return total
    return run, count * (count + 1) / 2


def sort(library, count):
    qsort = ctypes.CDLL(None).qsort
    order = [(i * 7919) % count for i in range(count)]
    numbers = (ctypes.c_int * count)()

    @ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_int), ctypes.POINTER(ctypes.c_int))
    def compare(a, b):
        a, b = a[0], b[0]
        return (a > b) - (a < b)

    qsort.restype, qsort.argtypes = None, [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t, type(compare)]

    def run():
        numbers[:] = order
        qsort(numbers, count, 4, compare)
        return numbers[0], numbers[count // 2], numbers[count - 1]
    return run, (0, count // 2, count - 1)


def array(library, count):
    array = (ctypes.c_int * count)()

    def run():
        for i in range(count):
            array[i] = i & 1023
        total = 0
        for i in range(count):
            total += array[i]
        return total
    return run, sum(i & 1023 for i in range(count))
