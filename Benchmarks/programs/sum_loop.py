"""The talk's example: adding numbers in a plain loop, `tot += n`."""
SIZE, SMALL = 8000000, 1000
EXPECTED = 31999996000000


def run(n):
    numbers = range(n)
    tot = 0
    for number in numbers:
        tot += number
    return tot


if __name__ == "__main__":
    print(run(SMALL))
