"""min, max and abs of two numbers in hot loops: equal ones, zeros with signs, infinities, mixed types, big ints."""

import math

INTS = [0, -1, 1, 255, -256, 2**60, -(2**60), 2**61 - 1, -(2**61), 2**61, -(2**61) - 1]
FLOATS = [0.0, -0.0, 1.5, -1.5, math.inf, -math.inf, 1e300, 5e-324]


def pairs(numbers):
    seen = []
    for round in range(6):
        seen.clear()
        for a in numbers:
            for b in numbers:
                seen.append((min(a, b), max(a, b), abs(a)))
    return seen


def with_nan(n):
    nan = math.nan
    first = second = 0
    for i in range(n):
        x = float(i)
        first += min(nan, x) != min(nan, x)
        second += max(x, nan) == x
        first += max(nan, x) != max(nan, x)
        second += min(x, nan) == x
    return first, second


def clamp(n):
    total = 0
    for i in range(-n, n):
        total += min(max(i, -100), 255) * 3 + abs(i)
    return total


def signs(n):
    seen = set()
    for i in range(n):
        for a, b in ((0.0, -0.0), (-0.0, 0.0)):
            seen.add((math.copysign(1, a), math.copysign(1, min(a, b)), math.copysign(1, max(a, b))))
    return sorted(seen)


def mixed(n):
    total = 0
    for i in range(n):
        a = i if i % 5 else float(i)
        total += min(a, 100) + max(7, a)
        if i % 50 == 0:
            total += max("a", "b") == "b"
    return total, type(total).__name__


def smallest(n):
    best, worst = math.inf, 0
    for i in range(n):
        value = (i * 7919) % 1009
        best = min(best, value)
        worst = max(worst, value)
    return best, worst


print(pairs(INTS))
print(pairs(FLOATS))
print(with_nan(300), clamp(400), signs(50), mixed(400), smallest(1500))
