# Dicts and sets: building, look-up, loops, comprehension.
d = {"one": 1, "two": 2}
d["three"] = 3
print(d, len(d), d["one"], d.get("four"), d.get("four", 4), "two" in d, "x" in d)
d["one"] = 11
del d["two"]
print(d, list(d), list(d.keys()), list(d.values()), list(d.items()))
for key, value in d.items():
    print(key, value, end="; ")
print()
print({i: i * i for i in range(4)}, dict(a=1, b=2), dict([("x", 1)]), {**d, "z": 26})
counts = {}
for c in "mississippi":
    counts[c] = counts.get(c, 0) + 1
print(counts, sorted(counts), max(counts, key=counts.get), sum(counts.values()))
print(d.pop("one"), d, d.setdefault("new", []), d, d == {"three": 3, "new": []})
d.update({"a": 1})
print(d, {1: "int", (1, 2): "tuple", None: "none", 2.5: "float"})
s = {3, 1, 2, 3}
s.add(5)
s.discard(1)
print(sorted(s), len(s), 2 in s, sorted(s | {9}), sorted(s & {2, 3}), sorted(s - {2}), {1, 2} == {2, 1}, set())
table = {}
for i in range(1000):
    table[i] = str(i)
for i in range(0, 1000, 2):
    del table[i]
print(len(table), table[501], 500 in table, sum(table), list(table)[:3])
words = {}
for word in "the cat the dog".split():
    words.setdefault(word, []).append(len(words))
print(words, {"nested": {"deep": [1, {"x": 2}]}}["nested"]["deep"][1]["x"])
