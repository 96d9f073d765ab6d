"""The talk's example: a Sobel filter of named tuples, kernel objects, a generator expression and a closure."""
import math
from collections import namedtuple

SIZE, SMALL = 3, 1
EXPECTED = [620882, 621566, 622312]

WIDTH, HEIGHT = 128, 96


class Point(namedtuple("Point", "x y")):
    __slots__ = ()

    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)


class Image:
    def __init__(self, width, height, data=None):
        self.width = width
        self.height = height
        self.data = data if data is not None else bytearray(width * height)

    def __getitem__(self, point):
        return self.data[point.y * self.width + point.x]

    def __setitem__(self, point, value):
        self.data[point.y * self.width + point.x] = value

    def inner_points(self):
        for y in range(1, self.height - 1):
            for x in range(1, self.width - 1):
                yield Point(x, y)


class Kernel:
    """Weights around a point; calling it makes the filter of an image."""

    def __init__(self, rows):
        self.weights = {Point(x - 1, y - 1): weight
                        for y, row in enumerate(rows) for x, weight in enumerate(row) if weight}

    def over(self, image):
        def apply(point):
            return sum(weight * image[point + offset] for offset, weight in self.weights.items())
        return apply


HORIZONTAL = Kernel([(-1, 0, 1), (-2, 0, 2), (-1, 0, 1)])
VERTICAL = Kernel([(-1, -2, -1), (0, 0, 0), (1, 2, 1)])


def frame(number):
    return Image(WIDTH, HEIGHT, bytearray(
        (x * x + y * 3 + number * 7) % 251 if (x // 16 + y // 16) % 2 else (x ^ y) & 0xFF
        for y in range(HEIGHT) for x in range(WIDTH)))


def sobel(source):
    out = Image(source.width, source.height)
    dx, dy = HORIZONTAL.over(source), VERTICAL.over(source)
    for point in source.inner_points():
        out[point] = min(int(math.sqrt(dx(point) ** 2 + dy(point) ** 2) / 4.0), 255)
    return out


def run(n):
    return [sum(sobel(frame(number)).data) for number in range(n)]


if __name__ == "__main__":
    print(run(SMALL))
