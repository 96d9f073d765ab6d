"""Spectral norm of an infinite matrix by the power method: float division, generators inside sum."""
import math

SIZE, SMALL = 260, 16
EXPECTED = 1.274223898


def element(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def multiply(vector):
    return [sum(element(i, j) * v for j, v in enumerate(vector)) for i in range(len(vector))]


def multiply_transposed(vector):
    return [sum(element(j, i) * v for j, v in enumerate(vector)) for i in range(len(vector))]


def run(n):
    u = [1.0] * n
    v = u
    for _ in range(6):
        v = multiply_transposed(multiply(u))
        u = multiply_transposed(multiply(v))
    dot = sum(a * b for a, b in zip(u, v))
    return round(math.sqrt(dot / sum(a * a for a in v)), 9)


if __name__ == "__main__":
    print(run(SMALL))
