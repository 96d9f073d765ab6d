"""The talk's Sobel filter on 640×480 points: named tuples, kernel objects, a generator expression and a closure."""
from frames import checksum, program

SIZE, SMALL = 1, 1
EXPECTED = 33322

filter = program("sobel_full")
FRAME = filter.frame(1)


def run(n):
    sobel = filter.sobel
    for _ in range(n):
        result = sobel(FRAME)
    return checksum(result)
