"""The talk's example: adding numbers by the built-in `sum`, over a range, a list and a generator expression."""
SIZE, SMALL = 3000000, 1000
EXPECTED = 13499995500000


def run(n):
    numbers = list(range(n))
    return sum(range(n)) + sum(numbers) + sum(x for x in numbers)


if __name__ == "__main__":
    print(run(SMALL))
