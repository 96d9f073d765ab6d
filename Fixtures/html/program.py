# What the check of the page profiles: traces with bridges, a guard that fails for ever, recordings given up, garbage, recursion,
# calls into C that carry little and calls with callbacks; each for some tenths of a second of processor time, so that the doctor
# finds the guard and the calls.
import ctypes
import time

zlib = ctypes.CDLL("libz.so.1")
zlib.crc32.argtypes = (ctypes.c_ulong, ctypes.c_char_p, ctypes.c_uint)
zlib.crc32.restype = ctypes.c_ulong
libc = ctypes.CDLL("libc.so.6")
COMPARE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_int), ctypes.POINTER(ctypes.c_int))


class Item:
    def __init__(self, value):
        self.value = value


def checksum(records):
    result = 0
    for record in records:
        result = zlib.crc32(result, record, 4)
    return result


def total(items):
    result = 0
    for item in items:
        result += item.value
    return result


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


def repeat(seconds, function, argument):
    end = time.process_time() + seconds
    while time.process_time() < end:
        function(argument)


records = [b"abcd"] * 1000
# One of 400 types: more than a loop may have bridges.
classes = [type("Item%d" % number, (Item,), {}) for number in range(400)]
items = [classes[number % 400](number) for number in range(4000)]
repeat(0.5, checksum, records)
repeat(0.7, total, items)
repeat(0.2, sort, [i * 7919 % 1009 for i in range(200)])
repeat(0.3, words, 2000)
repeat(0.2, tree, 9)
repeat(0.3, mixed, 3000)
