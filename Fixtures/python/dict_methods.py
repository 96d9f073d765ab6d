# dict: construction, order, every method, views, merging, errors.
d = {"one": 1, "two": 2}
d["three"] = 3
d["one"] = 11
print(d, len(d), d["two"], "one" in d, 1 in d, list(d), d == {"two": 2, "three": 3, "one": 11})
print(d != {}, {1: 2} == {1.0: 2.0})
print(dict(), dict(a=1, b=2), dict([("x", 1), ["y", 2]]), dict({"k": 1}, z=2))
print(dict(zip("ab", "cd")), dict([(1, 2)], a=3), dict.fromkeys("abc"), dict.fromkeys([1, 2], 0))
print({**d, "four": 4, **{"two": 22}}, {i: i * i for i in range(3)})
print(d.get("one"), d.get("nope"), d.get("nope", 0), d.setdefault("five", 5))
print(d.setdefault("five", 6), d.setdefault("none"), d.pop("none"), d.pop("zzz", "default"))
print(d.popitem(), d)
d.update({"a": 1}, b=2)
d.update([("c", 3)])
d.update()
print(d, d.copy() == d, d.copy() is d)
del d["a"]
d["a"] = "at the end"
print(d, list(reversed(d)), d.clear(), d, bool(d))
d = {"x": 1, "y": 2, "z": 3}
keys, values, items = d.keys(), d.values(), d.items()
print(keys, values, items, len(keys), "x" in keys, 2 in values, ("y", 2) in items)
print(("y", 3) in items, list(keys), list(reversed(values)), list(reversed(items)))
print(sorted(items, reverse=True))
d["w"] = 0
print(keys, len(items), sum(values), max(d, key=d.get), sorted(keys & {"x", "q"}))
print(sorted(keys | {"q"}), sorted(keys - {"x"}), sorted(keys ^ {"x", "q"}))
print(keys == {"x", "y", "z", "w"}, keys >= {"x"}, keys.isdisjoint({"q"}))
print(sorted(items & {("x", 1)}), items == d.items(), values == d.values())
print(d | {"x": 100, "n": 5}, {"n": 5} | d)
d |= {"y": 200}
d |= [("v", 7)]
print(d, keys.mapping["y"])
for action in (lambda: d["nope"], lambda: d[5], lambda: d[()], lambda: d.pop("nope"), lambda: {}.popitem(),
               lambda: d[[]], lambda: {[]: 1}, lambda: {{}: 1}, lambda: d.get([]), lambda: dict(5), lambda: dict([1]),
               lambda: dict([(1, 2, 3)]), lambda: dict(["ab", "c"]), lambda: d | [(1, 2)], lambda: d + d,
               lambda: d.update(5), lambda: d.update([1]), lambda: hash(d), lambda: [] in d, lambda: d.keys()[0],
               lambda: dict(a=1, **{"a": 2}), lambda: d < d, lambda: d.pop(), lambda: dict.fromkeys(5),
               lambda: dict(1, 2), lambda: {}["a\nb"], lambda: {}[None], lambda: {}[1.5]):
    try:
        print(action())
    except (KeyError, TypeError, ValueError) as error:
        print(type(error).__name__, error)
try:
    del d["gone"]
except KeyError as error:
    print(repr(error), error.args)
for change in ("d[object()] = 1", "del d['x']", "d.clear()"):
    d = {"x": 1, "y": 2}
    try:
        for k in d:
            exec(change)
    except RuntimeError as error:
        print(change, "|", error)
d = {"x": 1, "y": 2}
for k in d:
    d[k] += 10
for k in list(d):
    del d[k]
print(d)
try:
    d = {"a": 1, "b": 2}
    for k in d:
        del d[k]
        d[k + "x"] = 1
except RuntimeError as error:
    print(error)
d = {}
d["self"] = d
print(d, {"a": [d]})
it = iter({1: 2, 3: 4})
print(next(it), next(it), next(it, "end"), list({1: 2}.items())[0], *{"k": 1}, [*{"k": 1}.values()])
counts = {}
for c in "mississippi":
    counts[c] = counts.get(c, 0) + 1
print(counts, sorted(counts, key=lambda k: (-counts[k], k)), {v: k for k, v in counts.items()})
print(min(counts.items(), key=lambda kv: kv[1]))
