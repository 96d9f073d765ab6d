# collections.Counter and defaultdict.
from collections import Counter, defaultdict

c = Counter("mississippi")
print(c, c["s"], c["z"], "z" in c, c.most_common(2), c.most_common(), sorted(c.elements()))
print(c.total(), len(c), sum(c.values()))
print(Counter(), Counter(a=2, b=1), Counter({"x": 5}), Counter(["a", "b", "a"]), Counter([1, 1, 2]))
print(dict(Counter("aab")), Counter("ab") == Counter("ba"), Counter(a=0) == Counter())
c.update("miss")
c.update({"z": 3})
c.subtract("pp")
print(c, c.pop("z"), c)
a, b = Counter(a=3, b=1, c=-1), Counter(a=1, b=2, d=5)
print(a + b, a - b, a & b, a | b, +a, -a, a <= b, Counter(a=1) <= Counter(a=2), Counter(a=1) < Counter(a=1))
a += b
print(a)
a -= Counter(a=10)
print(a)
a["new"] += 1
del a["nothing there"]
a["negative"] = -5
print(a, list(a.elements()), a.most_common()[-1], a.copy() == a, a.get("q"), isinstance(a, dict))
print(Counter(a).most_common(1))
text = "the cat the dog a cat the end"
words = Counter(text.split())
print(words.most_common(3), [w for w, n in words.items() if n == 1], max(words, key=words.get))
print(Counter(map(len, text.split())), Counter(c for c in text if c.isalpha()).most_common(4))
try:
    Counter.fromkeys("ab")
except NotImplementedError as error:
    print(error)
try:
    Counter(5)
except TypeError as error:
    print(error)
d = defaultdict(list)
for key, value in [("a", 1), ("b", 2), ("a", 3)]:
    d[key].append(value)
print(d, d["missing"], d, d.get("other"), "other" in d, d.default_factory, len(d))
n = defaultdict(int)
for ch in "hello":
    n[ch] += 1
print(dict(n), n["zz"], sorted(n), defaultdict(lambda: "x")["any"], defaultdict(int, a=1, b=2))
print(defaultdict(None, {"k": 1}), defaultdict(set, [("a", {1})]))
tree = lambda: defaultdict(tree)
t = tree()
t["a"]["b"]["c"] = 1
print(t["a"]["b"]["c"], list(t), list(t["a"]))
for action in (lambda: defaultdict(5), lambda: defaultdict()["k"], lambda: defaultdict(None)["k"],
               lambda: defaultdict(lambda: 1 / 0)["k"]):
    try:
        print(action())
    except (TypeError, KeyError, ZeroDivisionError) as error:
        print(type(error).__name__, error)


class Keyed(defaultdict):
    def __missing__(self, key):
        self[key] = key * 2
        return self[key]


k = Keyed()
print(k["ab"], k, k | {"z": 1}, type(k.copy()).__name__, defaultdict(int, a=1) == {"a": 1})
print(defaultdict(list) | {"q": 1})
groups = defaultdict(lambda: defaultdict(int))
for row in [("x", "p", 1), ("x", "q", 2), ("y", "p", 3), ("x", "p", 4)]:
    groups[row[0]][row[1]] += row[2]
print({g: dict(v) for g, v in groups.items()})
import copy

print(copy.copy(n) == n, copy.deepcopy(d), copy.copy(c) == c)
