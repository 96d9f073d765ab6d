"""Monte Carlo: pi by random points, with a generator of our own and with the random module."""
import random

SIZE, SMALL = 300000, 1000
EXPECTED = (3.1473066666666667, 3.1437866666666667)


class Generator:
    """A 48-bit linear congruential generator."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state * 25214903917 + 11) & 0xFFFFFFFFFFFF
        return (self.state >> 16) / 4294967296.0


def own(n):
    generator = Generator(113)
    inside = 0
    for _ in range(n):
        x = generator.next()
        y = generator.next()
        if x * x + y * y <= 1.0:
            inside += 1
    return 4.0 * inside / n


def library(n):
    source = random.Random(113)
    inside = 0
    for _ in range(n):
        if source.random() ** 2 + source.random() ** 2 <= 1.0:
            inside += 1
    return 4.0 * inside / n


def run(n):
    return own(n), library(n)


if __name__ == "__main__":
    print(run(SMALL))
