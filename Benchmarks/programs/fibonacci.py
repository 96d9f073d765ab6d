"""Recursive Fibonacci numbers: nothing but calls, comparisons and additions."""
SIZE, SMALL = 31, 12
EXPECTED = 1346269


def fibonacci(n):
    if n < 2:
        return n
    return fibonacci(n - 1) + fibonacci(n - 2)


def run(n):
    return fibonacci(n)


if __name__ == "__main__":
    print(run(SMALL))
