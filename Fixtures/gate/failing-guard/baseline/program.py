"""Numbers to add up: ints, and in the planted version now and then a float."""
VALUES = [i & 15 for i in range(20_000)]


def add(values):
    total = 0
    for value in values:
        total = total + value  # blamed
    return total


def run():
    result = 0
    for _ in range(4):
        result += add(VALUES)
    return result
