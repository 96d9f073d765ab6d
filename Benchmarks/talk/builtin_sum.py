"""The talk's `sum(numbers)`. Its twin is loop_sum.py."""
SIZE, SMALL = 1000000, 1000
EXPECTED = 499999500000

numbers = list(range(SIZE))


def run(n):
    return sum(numbers)
