"""A program of several functions for `error-rates`: always the same work, but for one planted change.

    workload.py [slower | guard | untraced | calls]

slower    `mix` does a tenth more
guard     the list of `total` has floats among its ints
untraced  the loop of `lengths` has a starred assignment, which is not compiled
calls     `checksum` calls crc32 twice for each record
"""
import ctypes
import sys

planted = sys.argv[1] if len(sys.argv) > 1 else ""
library = ctypes.CDLL("libz.so.1")
library.crc32.argtypes = (ctypes.c_ulong, ctypes.c_char_p, ctypes.c_uint)
library.crc32.restype = ctypes.c_ulong


def mix(count):
    state = 1
    for number in range(count):
        state = (state * 1103515245 + 12345 + number) & 0x7FFFFFFF
    return state


def total(values):
    result = 0
    for value in values:
        result = result + value
    return result


def lengths(rows):
    result = 0
    for row in rows:
        first, rest = row[0], row[1:]
        result += len(rest)
    return result


def starred_lengths(rows):
    result = 0
    for row in rows:
        first, *rest = row
        result += len(rest)
    return result


def checksum(records):
    result = 0
    for record in records:
        result = library.crc32(result, record, 2000)
    return result


def checksum_twice(records):
    result = 0
    for record in records:
        result = library.crc32(result, record, 2000)
        result = library.crc32(result, record, 2000)
    return result


def words(count):
    table = {}
    for number in range(count):
        key = "word%d" % (number % 97)
        table[key] = table.get(key, 0) + 1
    return len(table)


class Node:
    def __init__(self, left, right):
        self.left = left
        self.right = right


def tree(depth):
    return Node(tree(depth - 1), tree(depth - 1)) if depth else None


def exchange(values):
    values = list(values)
    values.sort(key=lambda value: -value)
    return values[0]


if planted == "untraced":
    # The same function with another loop: its name and place stay.
    starred_lengths.__code__ = starred_lengths.__code__.replace(
        co_name="lengths", co_qualname="lengths", co_firstlineno=lengths.__code__.co_firstlineno)
    lengths = starred_lengths
if planted == "calls":
    checksum_twice.__code__ = checksum_twice.__code__.replace(
        co_name="checksum", co_qualname="checksum", co_firstlineno=checksum.__code__.co_firstlineno)
    checksum = checksum_twice
numbers = list(range(3000))
items = [float(number) if planted == "guard" and number % 3 == 0 else number for number in numbers]
rows = [(1, 2, 3, 4)] * 1500
records = [bytes(range(250)) * 8] * 60
for turn in range(2000):
    mix(154_000 if planted == "slower" else 140_000)
    total(items)
    lengths(rows)
    checksum(records)
    words(1500)
    tree(9)
    exchange(numbers)
