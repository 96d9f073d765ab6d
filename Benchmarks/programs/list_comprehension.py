"""The talk's example: a list comprehension against the loop that appends."""
SIZE, SMALL = 2000000, 1000
EXPECTED = (True, 3999998, 2000000)


def by_comprehension(numbers):
    return [x * 2 for x in numbers]


def by_loop(numbers):
    result = []
    for x in numbers:
        result.append(x * 2)
    return result


def run(n):
    numbers = range(n)
    a = by_comprehension(numbers)
    b = by_loop(numbers)
    return a == b, a[-1], len(b)


if __name__ == "__main__":
    print(run(SMALL))
