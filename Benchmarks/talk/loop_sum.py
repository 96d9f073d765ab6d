"""The talk's `for n in numbers: tot += n`. Its twin is builtin_sum.py."""
SIZE, SMALL = 1000000, 1000
EXPECTED = 499999500000

numbers = list(range(SIZE))


def run(n):
    tot = 0
    for number in numbers:
        tot += number
    return tot
