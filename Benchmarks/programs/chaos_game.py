"""Chaos game: points of a fern drawn by random affine maps into a picture of characters."""
import random

SIZE, SMALL = 400000, 2000
EXPECTED = (2394, 2558, 141753)

WIDTH, HEIGHT = 100, 60


class Affine:
    def __init__(self, a, b, c, d, e, f, weight):
        self.coefficients = a, b, c, d, e, f
        self.weight = weight

    def __call__(self, x, y):
        a, b, c, d, e, f = self.coefficients
        return a * x + b * y + e, c * x + d * y + f


FERN = [Affine(0.0, 0.0, 0.0, 0.16, 0.0, 0.0, 0.01), Affine(0.85, 0.04, -0.04, 0.85, 0.0, 1.6, 0.85),
        Affine(0.2, -0.26, 0.23, 0.22, 0.0, 1.6, 0.07), Affine(-0.15, 0.28, 0.26, 0.24, 0.0, 0.44, 0.07)]


class Game:
    def __init__(self, maps, seed):
        self.maps = maps
        self.random = random.Random(seed)
        self.point = 0.0, 0.0

    def choose(self):
        value = self.random.random()
        for candidate in self.maps:
            value -= candidate.weight
            if value < 0.0:
                return candidate
        return self.maps[-1]

    def step(self):
        self.point = self.choose()(*self.point)
        return self.point


def run(n):
    game = Game(FERN, 7)
    picture = [[0] * WIDTH for _ in range(HEIGHT)]
    for _ in range(n):
        x, y = game.step()
        picture[int(y / 10.5 * HEIGHT)][int((x + 3.0) / 6.0 * WIDTH)] += 1
    lit = sum(1 for row in picture for count in row if count)
    moment = sum(i * j * c for i, row in enumerate(picture) for j, c in enumerate(row))
    return lit, max(map(max, picture)), moment % 1000003


if __name__ == "__main__":
    print(run(SMALL))
