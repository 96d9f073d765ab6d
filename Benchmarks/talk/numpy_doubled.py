"""NumPy's `numbers * 2`: what the talk's list comprehension is compared with. For CPython only."""
import numpy

SIZE, SMALL = 1000000, 1000
EXPECTED = 1999998

numbers = numpy.arange(SIZE)


def run(n):
    return int((numbers * 2)[-1])
