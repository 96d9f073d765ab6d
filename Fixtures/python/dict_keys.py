# dict: odd keys, collisions, growth and deletion, equality and hashing of keys.
d = {1: "int", 1.0: "float", True: "bool"}
print(d, d[1], d[True], {0: "a", False: "b", 0.0: "c", -0.0: "d"}, {"1": 1, 1: 2, b"1": 3})
print({None: 1, ...: 2, (): 3, frozenset(): 4, int: 5, len: 6}[None])
print({(1, (2, 3)): "nested"}[(1, (2, 3))], {frozenset([1, 2]): "set"}[frozenset([2, 1])])
print({2 ** 70: "big"}[2 ** 70], {1.5: "f"}[1.5], {2.0 ** 70: 1}.get(2 ** 70), {-1: "a", -2: "b"})
print({"": 0}[""], {range(3): 1}[range(0, 3, 1)])
nan = float("nan")
d = {nan: 1}
print(d[nan], nan in d, len({nan: 1, nan: 2}))


class Collide:
    def __init__(self, name): self.name = name
    def __hash__(self): return 42
    def __eq__(self, other): return isinstance(other, Collide) and self.name == other.name
    def __repr__(self): return self.name


keys = [Collide(c) for c in "abcdefgh"]
d = {k: i for i, k in enumerate(keys)}
print(d, d[Collide("e")], Collide("z") in d, len(d))
for k in keys[::2]:
    del d[k]
d[Collide("a")] = "again"
print(d, [d.get(k) for k in keys])


class Failing:
    def __hash__(self): return 1
    def __eq__(self, other): raise ValueError("no comparison")


d = {Failing(): 1}
try:
    d[Failing()]
except ValueError as error:
    print(error)


class Unhashable:
    __hash__ = None


class BadHash:
    def __hash__(self): raise RuntimeError("no hash")


for key in (Unhashable(), BadHash(), [1], {1: 2}, {1}, bytearray(b"x"), slice(1), ([],)):
    try:
        {}[key]
    except (TypeError, RuntimeError, KeyError) as error:
        print(type(error).__name__, error)


class MutableKey:
    def __init__(self, v): self.v = v
    def __hash__(self): return hash(self.v)
    def __eq__(self, other): return self.v == other.v


k = MutableKey(1)
d = {k: "x"}
k.v = 2
print(k in d, MutableKey(1) in d, list(d.values()))
d = {}
for i in range(2000):
    d[i * 7919 % 10007] = i
for i in range(0, 2000, 3):
    del d[i * 7919 % 10007]
for i in range(500):
    d["s" + str(i)] = i
print(len(d), sum(v for v in d.values()), list(d)[:5], list(d)[-3:], d.get(7919), d["s250"])
d.clear()
for i in range(100):
    d[i] = i
    if i >= 3:
        del d[i - 3]
print(d, d.popitem(), d)
d = {i: None for i in range(20)}
while len(d) > 2:
    d.popitem()
d[50] = 1
print(d)
words = ("spam ham eggs " * 50).split()
seen = {}
for position, word in enumerate(words):
    seen.setdefault(word, []).append(position)
print({w: (len(p), p[:3], p[-1]) for w, p in seen.items()})
grid = {(x, y): x * y for x in range(10) for y in range(10)}
print(grid[3, 4], sum(grid.values()), (10, 10) in grid, len([1 for (x, y), v in grid.items() if v == x + y]))


class Str(str):
    def __hash__(self): return 5
    def __eq__(self, other): return str.__eq__(self, other)


d = {Str("a"): 1}
print("a" in d, Str("a") in d, d)
by_type = {int: "int", str: "str", list: "list", type(None): "none"}
print([by_type[type(x)] for x in (1, "a", [], None)], by_type.get(type(1.5), "other"))
deep = {}
for path in ("a.b.c", "a.b.d", "a.e", "f"):
    node = deep
    for part in path.split("."):
        node = node.setdefault(part, {})
print(deep)
