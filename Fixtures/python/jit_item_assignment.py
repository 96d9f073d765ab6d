"""`object[key] = value` with __setitem__ in Python: its frame, defaults, failures, what it returns."""


class Grid:
    def __init__(self, width):
        self.width = width
        self.data = [0] * width * width
        self.writes = 0

    def __getitem__(self, point):
        x, y = point
        return self.data[y * self.width + x]

    def __setitem__(self, point, value):
        x, y = point
        self.writes += 1
        self.data[y * self.width + x] = value
        return "nobody sees this"


class Checked(Grid):
    def __setitem__(self, point, value):
        if value % 50 == 49:
            raise ValueError(f"no {value}")
        super().__setitem__(point, value)


class Loose:
    def __setitem__(self, key, value, extra="default"):
        self.last = key, value, extra


class Lazy:
    """A generator function as __setitem__: nothing runs."""

    def __setitem__(self, key, value):
        yield key
        raise AssertionError


def fill(grid, n):
    caught = 0
    for i in range(n):
        try:
            grid[i % grid.width, i // 3 % grid.width] = i
            grid[0, 0] += 1
        except ValueError as error:
            caught += len(str(error))
    return caught, grid.writes, sum(grid.data)


def recursive(n):
    class Mirror:
        def __init__(self, target):
            self.target = target
            self.seen = []

        def __setitem__(self, key, value):
            self.seen.append(key)
            if self.target is not None:
                self.target[key] = value

    mirror = Mirror(Mirror({}))
    for i in range(n):
        mirror[i % 10] = i
    return mirror.target.target, len(mirror.seen)


def replaced(n):
    class Box:
        def __setitem__(self, key, value):
            self.value = value

    box = Box()
    for i in range(n):
        box[0] = i
        if i == n // 2:
            Box.__setitem__ = lambda self, key, value: setattr(self, "value", -value)
    return box.value


def deep(box, n):
    class Down:
        def __setitem__(self, key, value):
            self[key + 1] = value

    try:
        Down()[0] = 1
    except RecursionError as error:
        return str(error)[:32]


print(fill(Grid(7), 1000))
print(fill(Checked(7), 1000))
loose, lazy = Loose(), Lazy()
for number in range(300):
    loose[number] = number
    lazy[number] = number
print(loose.last)
print(recursive(500))
print(replaced(500))
print(deep(None, 0))
