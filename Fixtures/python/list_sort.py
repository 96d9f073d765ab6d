# sort and sorted: stability, keys, reverse, errors, odd comparisons.
data = [(1, "b"), (0, "a"), (1, "a"), (0, "b"), (1, "c")]
print(sorted(data), sorted(data, key=lambda p: p[0]))
print(sorted(data, key=lambda p: p[0], reverse=True))
print(sorted(data, key=lambda p: p[1], reverse=True))
words = "the quick brown fox jumps over The lazy Dog".split()
print(sorted(words), sorted(words, key=str.lower), sorted(words, key=len))
print(sorted(words, key=len, reverse=True), sorted(words, key=lambda w: (-len(w), w.lower())))
print(sorted([3, 1.5, True, -2, 2 ** 70, float("-inf")]), sorted("hello"), sorted({3, 1, 2}))
print(sorted({"b": 1, "a": 2}), sorted(range(5), reverse=True), sorted([]))
print(sorted([[2, 1], [1, 5], [1]]), sorted(b"cab"))
a = [5, 2, 9, 1]
print(a.sort(), a, a.sort(reverse=True), a, a.sort(key=lambda x: x % 5), a, a.sort(key=None), a)


def pseudo(n, seed=12345):
    out = []
    for _ in range(n):
        seed = (seed * 1103515245 + 12345) % 2 ** 31
        out.append(seed >> 8)
    return out


for n in (0, 1, 2, 10, 31, 32, 33, 63, 64, 65, 100, 1000, 3000):
    values = pseudo(n)
    ordered = sorted(values)
    assert all(ordered[i] <= ordered[i + 1] for i in range(n - 1))
    pairs = [(v % 10, i) for i, v in enumerate(values)]
    stable = sorted(pairs, key=lambda p: p[0])
    assert stable == sorted(pairs), n
    backwards = sorted(pairs, key=lambda p: p[0], reverse=True)
    assert backwards == sorted(pairs, key=lambda p: (-p[0], p[1])), n
runs = list(range(100)) + list(range(50, 0, -1)) + list(range(20, 90)) + [5] * 30
print(sorted(runs)[::25], sum(i * v for i, v in enumerate(sorted(runs))), sorted(runs, reverse=True)[:5])
calls = []


def key(x):
    calls.append(x)
    return -x


print(sorted([1, 3, 2], key=key), calls)


class Item:
    compared = 0

    def __init__(self, v): self.v = v
    def __repr__(self): return f"I{self.v}"

    def __lt__(self, other):
        Item.compared += 1
        return self.v < other.v


print(sorted([Item(3), Item(1), Item(2)]), Item.compared, sorted([Item(i) for i in range(20)])[:3], Item.compared)
for action in (lambda: sorted([1, "a"]), lambda: sorted([None, 1]), lambda: sorted([{}, {}]), lambda: sorted(5),
               lambda: sorted([1, 2], key=5), lambda: sorted([1], None), lambda: sorted([(1, "a"), (1, 2)]),
               lambda: [1].sort(lambda x: x), lambda: sorted([2, 1], key=lambda x: 1 / 0)):
    try:
        print(action())
    except (TypeError, ZeroDivisionError) as error:
        print(type(error).__name__, error)
changing = [3, 1, 2]
try:
    changing.sort(key=lambda x: changing.append(x) or x)
except ValueError as error:
    print(error, changing)
partial = [4, 3, 2, 1, "x", 0]
try:
    partial.sort()
except TypeError:
    print(sorted(map(str, partial)))
print(min(words, key=len), max(words, key=len), min([3, 1, 2], default=0), max([], default="none"))
print(max("b", "a"), min((2, "x"), (1, "y")), max([1, 5, 3], key=lambda v: -v), max(1, 2.0, True))
from operator import itemgetter, attrgetter
print(sorted(data, key=itemgetter(1, 0)), sorted([Item(2), Item(1)], key=attrgetter("v")))
print(list(reversed(sorted(data)))[0])
print(sorted(["10", "9", "1"]), sorted(["10", "9", "1"], key=int), sorted(["b", "B", "a", "A"]))
print(sorted(["é", "z", "a"]), sorted([True, False, True]), sorted([0.0, -0.0, 0]))
print(sorted([(2,), (1, 2), ()]))
