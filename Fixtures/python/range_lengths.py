# Ranges with more items than a small int of the VM counts, or than a word does.
BOUNDS = (-1, 0, -5, -(2**61), -(2**62), 2**61 - 2)
for start in BOUNDS:
    for stop in (2**61 - 2, 2**61 - 1, 2**61, 2**62, 2**63, -1, 7):
        for step in (1, 2, 3, -1):
            numbers = range(start, stop, step)
            try:
                length = len(numbers)
            except OverflowError as error:
                length = error
            found = [item in numbers for item in (3, -1, start, stop, stop - 1, 0, 2**61 - 1, 2**62)]
            print(start, stop, step, found, length, numbers[:3], bool(numbers), hash(numbers) == hash(range(start, stop, step)))


def hot(stop):
    total = 0
    for item in range(300):
        if item in range(-1, stop):
            total += len(range(-1, stop)) & 7
    return total


print(hot(5), hot(2**61 - 3), hot(2**61 - 1), hot(2**61), hot(2**61 - 1))
