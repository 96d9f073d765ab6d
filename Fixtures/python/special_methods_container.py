# Containers of one's own: items, iteration, membership, length, truth, deletion.
class Grid:
    def __init__(self, width, height):
        self.width, self.height = width, height
        self.cells = {}

    def __getitem__(self, key):
        if isinstance(key, tuple) and not any(isinstance(k, slice) for k in key):
            return self.cells.get(key, 0)
        return ("raw", key)

    def __setitem__(self, key, value): self.cells[key] = value
    def __delitem__(self, key): del self.cells[key]
    def __len__(self): return len(self.cells)
    def __contains__(self, value): return value in self.cells.values()
    def __iter__(self): return iter(sorted(self.cells))
    def __reversed__(self): return reversed(sorted(self.cells))


g = Grid(3, 3)
print(bool(g), len(g))
g[1, 2] = "x"
g[0, 0] = "o"
print(g[1, 2], g[5, 5], len(g), bool(g), "x" in g, "y" not in g, list(g), list(reversed(g)))
print(g[1:2], g[::3], g[...], g[:, 1], g[None])
del g[0, 0]
print(list(g))
try:
    del g[0, 0]
except KeyError as error:
    print("KeyError", error)


class Sequence:
    "Only __getitem__: the old iteration protocol."

    def __init__(self, n): self.n = n

    def __getitem__(self, i):
        if i >= self.n:
            raise IndexError(i)
        return i * i


s = Sequence(5)
print(list(s), 9 in s, 10 in s, [x for x in s], max(s), tuple(zip(s, s)))
first, *rest = s
print(first, rest)


class Countdown:
    def __init__(self, n): self.n = n
    def __iter__(self): return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n + 1


c = Countdown(3)
print(list(c), list(c), sum(Countdown(4)), "".join(map(str, Countdown(3))))
print(3 in Countdown(5), 9 in Countdown(5))


class Truth:
    def __init__(self, v): self.v = v
    def __bool__(self): return self.v


print([bool(Truth(v)) for v in (True, False)], not Truth(False), Truth(True) and "yes", 1 if Truth(False) else 2)


class Length:
    def __init__(self, v): self.v = v
    def __len__(self): return self.v


print(bool(Length(0)), bool(Length(3)), bool(object()))
for bad in (-1, "x", 2.5):
    try:
        len(Length(bad))
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
try:
    bool(Truth(1))
except TypeError as error:
    print(error)


class NoIter:
    __iter__ = None


for action in (lambda: iter(NoIter()), lambda: iter(5), lambda: 1 in 5, lambda: len(5), lambda: len[0],
               lambda: object()[1], lambda: next(5), lambda: [].__getitem__("a"), lambda: iter(lambda: 0)):
    try:
        action()
    except TypeError as error:
        print(error)


class BadIter:
    def __iter__(self): return 5


try:
    iter(BadIter())
except TypeError as error:
    print(error)
try:
    g2 = object()
    g2[0] = 1
except TypeError as error:
    print(error)
try:
    del g2[0]
except TypeError as error:
    print(error)
