"""The talk's example: a Sobel filter with an image class and a generator of points, the filter written out."""
import math

SIZE, SMALL = 7, 1
EXPECTED = [620882, 621566, 622312, 623217, 626423, 630665, 631704]

WIDTH, HEIGHT = 128, 96


class Image:
    def __init__(self, width, height, data=None):
        self.width = width
        self.height = height
        self.data = data if data is not None else bytearray(width * height)

    def __getitem__(self, point):
        x, y = point
        return self.data[y * self.width + x]

    def __setitem__(self, point, value):
        x, y = point
        self.data[y * self.width + x] = value

    def inner_points(self):
        for y in range(1, self.height - 1):
            for x in range(1, self.width - 1):
                yield x, y


def frame(number):
    return Image(WIDTH, HEIGHT, bytearray(
        (x * x + y * 3 + number * 7) % 251 if (x // 16 + y // 16) % 2 else (x ^ y) & 0xFF
        for y in range(HEIGHT) for x in range(WIDTH)))


def sobel(source):
    out = Image(source.width, source.height)
    for x, y in source.inner_points():
        dx = (-source[x - 1, y - 1] + source[x + 1, y - 1] - 2 * source[x - 1, y] + 2 * source[x + 1, y]
              - source[x - 1, y + 1] + source[x + 1, y + 1])
        dy = (-source[x - 1, y - 1] - 2 * source[x, y - 1] - source[x + 1, y - 1]
              + source[x - 1, y + 1] + 2 * source[x, y + 1] + source[x + 1, y + 1])
        out[x, y] = min(int(math.sqrt(dx * dx + dy * dy) / 4.0), 255)
    return out


def run(n):
    return [sum(sobel(frame(number)).data) for number in range(n)]


if __name__ == "__main__":
    print(run(SMALL))
