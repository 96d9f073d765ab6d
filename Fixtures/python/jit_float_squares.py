"""Squares are rounded as the C library's pow rounds them, also where x * x is half way between two floats."""
import math


def differing(numbers):
    count = 0
    for x in numbers:
        if x ** 2 != math.pow(x, 2):
            count += 1
        if x ** 2.0 != math.pow(-x, 2.0):
            count += 1
    return count


def sequence(seed, count, scale):
    for _ in range(count):
        seed = (seed * 6364136223846793005 + 1442695040888963407) % 2 ** 64
        yield (seed >> 11) * scale


# Odd numbers of 27 bits: their squares have 54, and lie half way.
print(differing(float(2 ** 27 - 1 - 2 * i) for i in range(20000)))
print(differing((2 ** 26 + 1 + 2 * i) * 0.125 for i in range(20000)))
for scale in (1.0, 0.37, 1e-20, 1e130, 5e-324, 2.0 ** -1074, 1e-170):
    print(scale, differing(sequence(7, 4000, scale)))
print(differing([0.0, -0.0, 1e-200, -1e-162, 1.4916681462400413e-154, 1e154, -1.0, math.inf, 1.5] * 20))
for x in (1e200, -1e155):
    try:
        for i in range(60):
            y = (x if i > 50 else float(i)) ** 2
    except OverflowError as error:
        print(i, y, error)
print([str((float("nan") if i == 55 else i / 4) ** 2) for i in range(60)][-6:])
