"""Numbers to add up: ints, and in the planted version now and then a float."""
VALUES = [0.5 if i % 1000 == 999 else i & 15 for i in range(20_000)]


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
