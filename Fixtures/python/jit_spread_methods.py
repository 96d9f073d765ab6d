# Methods and instances called with spread arguments run as frames: arguments, results, errors and tracebacks.


class Affine:
    def __init__(self, *coefficients):
        self.coefficients = coefficients

    def __call__(self, x, y):
        a, b, c, d = self.coefficients
        return a * x + b * y, c * x + d * y

    def apply(self, x, y=2, *rest, scale=1):
        return (x + y + sum(rest)) * scale

    def loop(self, n):
        total = 0
        for i in range(n):
            total += i
        return total

    @classmethod
    def make(cls, n):
        return cls(n, 0, 0, n)

    @staticmethod
    def twice(n):
        return n * 2


class Other(Affine):
    def __call__(self, x, y):
        return y, x


def run(n):
    maps = [Affine(1, 2, 3, 4), Other(0, 1, 1, 0), Affine(0.5, 0, 0, 0.5)]
    point, total = (1, 1), 0
    for i in range(n):
        point = maps[i % 3](*point)
        point = point[0] % 101, point[1] % 103
        map = maps[i % 2]
        total += map.apply(*(i,)) + map.apply(*(i, 1)) + map.apply(*(1, 2, 3, 4), **{"scale": 2})
        total += map.loop(*(i % 9,)) + Affine.loop(*(map, 3)) + Affine.twice(*[i])
        total += Affine.make(*(2,)).coefficients[0]
        bound = map.loop
        total += bound(*[4])
    return point, total


def errors(n):
    seen = set()
    map = Affine(1, 2, 3, 4)
    for i in range(n):
        for arguments in ((), (1, 2, 3), (1, "a")):
            try:
                map(*arguments)
            except TypeError as error:
                seen.add(str(error))
        try:
            map.loop(*(1, 2))
        except TypeError as error:
            seen.add(str(error))
        try:
            map.apply(*(1,), **{"nothing": 1})
        except TypeError as error:
            seen.add(str(error))
    return sorted(seen)


def changing(n):
    out = []
    map = Affine(1, 0, 0, 1)
    for i in range(n):
        if i == n // 2:
            Affine.__call__ = lambda self, x, y: "changed"
        out.append(map(*(i, i)))
    return out[0], out[-1], len(set(out))


def failing(n):
    for i in range(n):
        Affine(1, 2, 3, 4).loop(*(i if i < n - 1 else None,))


print(run(400))
for message in errors(120):
    print(message)
print(changing(200))
failing(150)
