# Loops that are entered with other types than before: in phases, in turn, changing within the loop, with more types than a loop has
# versions, nested, in generators, and with globals that change meanwhile.
import sys

FACTOR = 3


def total(values):
    result = values[0] - values[0]
    for value in values:
        result = result + value * FACTOR
        if result > 100000:
            result = result - 100000
    return result


ints = [i % 10 for i in range(300)]
floats = [float(i % 10) for i in range(300)]
large = [2 ** 70 + i for i in range(30)]
flags = [i % 3 == 0 for i in range(300)]
mixed = [1, 2.5, True, 7] * 75
huge = [1e300, 2e300, -1e300] * 100


class Number:
    def __init__(self, n):
        self.n = n

    def __add__(self, other):
        return Number(self.n + other.n)

    def __sub__(self, other):
        return Number(self.n - other.n)

    def __mul__(self, factor):
        return Number(self.n * factor)

    def __gt__(self, limit):
        return self.n > limit

    def __repr__(self):
        return "N%d" % self.n


class Other(Number):
    def __add__(self, other):
        return Other(self.n + other.n + 1)


numbers = [Number(i) for i in range(100)]
others = [Other(i) for i in range(100)]

for phase in (ints, floats, large, flags, mixed, huge, numbers, others):
    print([total(phase) for _ in range(8)][-1], end=" ")
print()
for turn in range(6):
    print([total(phase) for phase in (floats, ints, flags, numbers, mixed, others, large)], end=" ")
print()
FACTOR = 2
print([total(phase) for phase in (ints, floats, ints, numbers, floats)])


def turning(count):
    value = 0
    seen = []
    for i in range(count):
        value = value + 1
        if i % 60 == 59:
            value = float(value) if type(value) is int else int(value)
            seen.append(type(value).__name__)
    return value, seen


print(turning(600))


def nested(rows):
    sums = []
    for row in rows:
        sum_of_row = row[0] * 0
        for item in row:
            sum_of_row += item
        sums.append(sum_of_row)
    return sums


table = [[1, 2, 3] * 20, [0.5, 1.5] * 30, [True] * 50, [2 ** 65] * 3] * 12
print(sum(nested(table)), nested(table)[:4])


def produce(values):
    state = values[0]
    for value in values:
        state = value if state is None else state + value
        yield state


def consume(values):
    last = None
    for item in produce(values):
        last = item
    return last


print([consume(values) for values in (ints, floats, ints, floats, ["a", "b"] * 60, ints)][:4])


def inner(values, start):
    for value in values:
        start = start + value
    return start


def outer(count):
    results = []
    for i in range(count):
        if i % 3 == 0:
            results.append(inner(ints, 0))
        elif i % 3 == 1:
            results.append(inner(floats, 0.0))
        else:
            results.append(len(inner(["x", "yz"] * 30, "")))
    return sum(results)


print(outer(90))


def caught(values):
    good = bad = 0
    for value in values:
        try:
            good += 10 // value
        except ZeroDivisionError:
            bad += 1
        except TypeError:
            bad += 100
    return good, bad


print([caught(values) for values in (ints, floats, ints, ["a", 1] * 100, floats, flags)])
