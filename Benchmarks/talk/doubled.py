"""The talk's `[x * 2 for x in numbers]`. Its twin is numpy_doubled.py."""
SIZE, SMALL = 1000000, 1000
EXPECTED = 1999998

numbers = list(range(SIZE))


def run(n):
    return [x * 2 for x in numbers][-1]
