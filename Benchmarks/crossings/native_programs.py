"""What machine code takes for the same work: the loops of native.c, each entered once from CPython."""
import ctypes


def calls(library, count):
    native = ctypes.CDLL(library)
    loop = native.native_calls
    loop.restype, loop.argtypes = ctypes.c_double, [ctypes.c_void_p, ctypes.c_long]
    return lambda: loop(ctypes.cast(native.trivial, ctypes.c_void_p), count), count * (count + 1) / 2


def sort(library, count):
    order = (ctypes.c_int * count)(*[(i * 7919) % count for i in range(count)])
    numbers, native_sort = (ctypes.c_int * count)(), ctypes.CDLL(library).native_sort
    native_sort.argtypes = [ctypes.c_void_p, ctypes.c_long]

    def run():
        ctypes.memmove(numbers, order, count * 4)
        native_sort(numbers, count)
        return numbers[0], numbers[count // 2], numbers[count - 1]
    return run, (0, count // 2, count - 1)


def array(library, count):
    array, native_array = (ctypes.c_int * count)(), ctypes.CDLL(library).native_array
    native_array.restype, native_array.argtypes = ctypes.c_long, [ctypes.c_void_p, ctypes.c_long]
    return lambda: native_array(array, count), sum(i & 1023 for i in range(count))
