# What the check of the page profiles: traces with bridges, guards that fail, recordings given up, garbage, recursion, calls into C
# with callbacks, for a second and a half of processor time.
import ctypes
import time

libm = ctypes.CDLL("libm.so.6")
libm.sqrt.argtypes, libm.sqrt.restype = [ctypes.c_double], ctypes.c_double
libc = ctypes.CDLL("libc.so.6")
COMPARE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_int), ctypes.POINTER(ctypes.c_int))


class Circle:
    def __init__(self, radius):
        self.radius = radius

    def area(self):
        return 3.14159 * self.radius * self.radius


class Box(Circle):
    def area(self):
        return self.radius * self.radius


class Line:
    def __init__(self, length):
        self.length = length

    def area(self):
        return 0


def areas(shapes):
    total = 0.0
    for shape in shapes:
        total += shape.area()
    return total


def lengths(count):
    total = 0.0
    for number in range(count):
        total += libm.sqrt(float(number))
    return total


def sort(numbers):
    array = (ctypes.c_int * len(numbers))(*numbers)
    libc.qsort(array, len(numbers), ctypes.sizeof(ctypes.c_int), COMPARE(lambda a, b: a[0] - b[0]))
    return array[0]


def words(count):
    table = {}
    for number in range(count):
        table["word%d" % (number % 997)] = [number, str(number)]
    return len(table)


def tree(depth):
    return (tree(depth - 1), tree(depth - 1)) if depth else None


def mixed(count):
    total = 0
    for number in range(count):
        value = number if number % 3 else float(number)
        try:
            total += value if number % 7 else "seven"
        except TypeError:
            total += 1
    return total


shapes = [(Circle, Box, Line)[i % 3](i) for i in range(2000)]
while time.process_time() < 1.5:
    areas(shapes)
    lengths(3000)
    sort([i * 7919 % 1009 for i in range(200)])
    words(2000)
    tree(9)
    mixed(3000)
