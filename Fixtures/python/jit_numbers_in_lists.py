"""Loops over lists of numbers: neighbours of an item, powers of floats, ranges with steps, bytes appended."""
import array


def relax(row, weight):
    for j in range(1, len(row) - 1):
        row[j] = weight * (row[j - 1] + row[j + 1]) + (1 - weight) * row[j]


row = [float(i * 7 % 11) for i in range(60)]
for sweep in range(40):
    relax(row, 0.4)
print(sum(row), row[1], row[-2])

# The list changes its types in the middle, while the loop carries what it held.
mixed = [float(i) for i in range(50)]
mixed[30] = 7
mixed[31] = 2 ** 70
for sweep in range(10):
    relax(mixed, 0.5)
print(mixed[1], mixed[30], mixed[31], mixed[48])


class Strange:
    def __init__(self, number):
        self.number = number

    def __radd__(self, other):
        return other + self.number

    def __rmul__(self, other):
        return other * self.number


strange = [float(i) for i in range(40)]
strange[25] = Strange(3)
relax(strange, 0.25)
print(strange[24], strange[25], strange[26])


def sums(numbers):
    for i in range(2, len(numbers)):
        numbers[i] = numbers[i - 1] + numbers[i - 2]
    return numbers


# Sums that no longer fit a machine word.
print(sums([0, 1] + [0] * 98)[-1])
print(sums([0, 1] + [None] * 38)[-1])


def backwards(numbers):
    for i in range(len(numbers) - 2, -1, -1):
        numbers[i] = numbers[i] + numbers[i + 1]
    return numbers[0]


print(backwards(list(range(80))), backwards([i / 8 for i in range(80)]))


def overlapping(a, b):
    """Two names for one list: a store through one is seen through the other."""
    for i in range(1, len(a) - 1):
        a[i] = a[i - 1] + 1
        b[i + 1] = b[i] * 2
    return a[-3:]


print(overlapping([1] * 60, [2] * 60))
same = [1] * 40
print(overlapping(same, same))


def shrinking(numbers):
    seen = 0
    try:
        for i in range(1, 100):
            seen += numbers[i - 1] - numbers[i]
            if i == 50:
                del numbers[40:]
    except IndexError as error:
        return seen, i, error


print(shrinking([i * i for i in range(100)]))


def replaced(numbers):
    total = 0.0
    for i in range(1, 80):
        total += numbers[i - 1] * numbers[i]
        if i % 25 == 0:
            numbers[i] = -1.0
    return total


print(replaced([i / 4 for i in range(80)]))

packed = array.array("d", [i / 2 for i in range(60)])
for sweep in range(5):
    relax(packed, 0.3)
print(sum(packed))
whole = array.array("h", range(60))
for i in range(1, 59):
    whole[i] = (whole[i - 1] * 3 + whole[i + 1]) % 1000
print(sum(whole))


def steps(first, last, step):
    total = 0
    for i in range(first, last, step):
        total += i
    return total


# One loop with many steps: 1 for a long time, then others.
print([steps(0, 100, 1) for _ in range(20)][-1], [steps(0, 100, step) for step in range(1, 40)][-3:])
print([steps(100, 0, -step) for step in range(1, 40)][-3:])


def doubled(n):
    found = []
    half = 1
    while half < n:
        for start in range(0, n, half):
            for i in range(start, n, 2 * half):
                found.append(i)
        half *= 2
    return len(found), sum(found)


print(doubled(256), doubled(100))
for step in (1, 2, 3, 0):
    try:
        print(sum(len(range(i, 60, step)) for i in range(60)))
    except ValueError as error:
        print(error)
print(sum(len(range(i, 2 ** 61 - 1, i + 2 ** 40)) for i in range(1, 60)))


def powers(bases, exponent):
    total = 0
    for base in bases:
        try:
            total += base ** exponent
        except (ZeroDivisionError, OverflowError) as error:
            total += 1
            print(type(error).__name__, error)
    return total


for exponent in (1.5, 3, -1, 2.0, 0.5, 0, -2.5):
    print(exponent, powers([i / 8 + 1 for i in range(50)] + [0.25, 1e-300], exponent))
print(powers([i / 8 + 1 for i in range(50)] + [-4.0, 0.0, 1e300, float("inf")], 3))
print(powers([i / 8 + 1 for i in range(50)] + [-4.0], 1.5))
print(powers([i / 8 + 1 for i in range(50)] + [0.0, -0.0], -1))
print(powers([i / 8 + 1 for i in range(50)] + [float("nan"), 2], 1.5))
print(powers([2.0] * 40 + [3], 70.5), powers([1.5] * 40 + [3, 2 ** 70, True], 2))
exponents = [i / 10 for i in range(40)] + [3, True, float("inf")]
print(sum(2.5 ** e for e in exponents), sum(0.5 ** e for e in exponents))


def collect(count):
    out = bytearray()
    for i in range(count):
        out.append(i & 255)
        if i == 150:
            view = memoryview(out)
        if i > 149:
            try:
                out.append(7)
            except BufferError as error:
                view.release()
                return len(out), sum(out), error
    return len(out), sum(out)


print(collect(100), collect(400))


def append_all(items):
    out = bytearray(b"ab")
    try:
        for item in items:
            out.append(item)
    except (ValueError, TypeError) as error:
        return len(out), error
    return len(out), bytes(out[-3:])


print(append_all(range(200)), append_all(list(range(200)) + [256]), append_all([1] * 60 + ["x"]))
print(append_all([1] * 50 + [True]), sum(bytes(i * i % 251 for i in range(5000))))
print(sum(bytearray(i * 7 % 256 for i in range(3000))))


class Bytes(bytearray):
    def append(self, item):
        super().append(item ^ 255)


out = Bytes()
for i in range(100):
    out.append(i)
print(sum(out))
