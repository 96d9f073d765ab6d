"""Something of everything that exports carry: program.py SECONDS. Loops that become traces, guards that fail, garbage that is
collected, calls into C with callbacks, recursion, two threads, names from Python, C and the runtime.
"""
import ctypes
import sys
import threading
import time

library = ctypes.CDLL("libc.so.6")
COMPARE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_int), ctypes.POINTER(ctypes.c_int))
library.qsort.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t, COMPARE]
library.qsort.restype = None


class Point:
    def __init__(self, x, following):
        self.x = x
        self.following = following


def mix(count):
    total = 0
    for number in range(count):
        total = total + number * 3 if number % 7 else total - 1
    return total


def kinds(values):
    total = 0
    for value in values:
        total += value * 2
    return total


def rings(count):
    for number in range(count):
        first = Point(number, None)
        first.following = Point(number, first)


def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


def compare(left, right):
    return left[0] - right[0]


def sort(count):
    numbers = (ctypes.c_int * count)(*[number * 7919 % count for number in range(count)])
    library.qsort(numbers, count, ctypes.sizeof(ctypes.c_int), COMPARE(compare))
    return numbers[0]


def words(count):
    return len({" ".join(str(number % 50) for number in range(start, start + 5)) for start in range(count)})


def work(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        mix(300_000)
        kinds([1, 2, 3] * 3000)
        kinds([1.5, 2, 3.5] * 3000)
        rings(30_000)
        fibonacci(17)
        sort(400)
        words(2000)


helper = threading.Thread(target=work, args=(float(sys.argv[1]) / 2,), name="helper")
helper.start()
work(float(sys.argv[1]))
helper.join()
