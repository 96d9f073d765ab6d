# set and frozenset: construction, methods, operators, errors (printed sorted).
s = {3, 1, 2, 3}
print(sorted(s), len(s), 2 in s, set(), frozenset(), {5}, frozenset([5]), sorted(set("hello")))
print(sorted({x % 3 for x in range(9)}), set([1]), {*(), *[1]}, bool(set()))
s.add(9)
s.add(9)
s.update([10, 11], (12,), {13: 1}, "x" and [14])
s.discard(99)
s.discard(9)
s.remove(10)
print(sorted(s), s.pop() in range(15), len(s), sorted(s.copy() | {1, 2, 3})[:3])
a, b = {1, 2, 3, 4}, {3, 4, 5}
print(sorted(a | b), sorted(a & b), sorted(a - b), sorted(a ^ b), sorted(a.union([9], (8,))))
print(sorted(a.intersection([1, 3], {3})), sorted(a.difference([1], [2])))
print(sorted(a.symmetric_difference([1, 7])), sorted(a.union()), sorted(a.intersection()))
print(a < b, a <= a, a < a, {1} < a, a > {1, 2}, a >= {1, 2}, a == {4, 3, 2, 1}, a != b)
print({1} <= {1, 2}, a.issubset(range(10)), a.issuperset([1]), a.isdisjoint([7, 8]))
print(a.isdisjoint(b), set() <= set(), frozenset(a) == a, {1} == {1.0}, {1} == [1])
c = a.copy()
c |= {100}
c &= {1, 2, 100, 200}
c -= {1}
c ^= {2, 3}
print(sorted(c), sorted(a))
c.intersection_update([3, 100])
c.difference_update([3])
c.symmetric_difference_update([100, 5])
print(c)
c.clear()
print(c, c is not a)
f = frozenset("abc")
print(sorted(f), hash(f) == hash(frozenset("cab")), {f: 1}[frozenset("bca")])
print(type(f | {1}).__name__, type({1} | f).__name__, f.copy() is f, frozenset(f) is f)
print(sorted(f - {"a"}), {frozenset([1]), frozenset([1])} == {frozenset([1])}, hash(frozenset()) == hash(frozenset()))
print(hash(frozenset([1, 2, 3])) == hash(frozenset([3, 2, 1])))
for action in (lambda: {[]}, lambda: {{1}}, lambda: a.remove(99), lambda: set().pop(), lambda: a | [1], lambda: a + b,
               lambda: a[0], lambda: hash(a), lambda: f.add(1), lambda: set(5), lambda: a < [1], lambda: a.add([]),
               lambda: a.union(5), lambda: {1: 2} | {1}, lambda: set(1, 2), lambda: a & "a", lambda: a.remove("text"),
               lambda: a.remove((1, 2)), lambda: [] in a):
    try:
        print(action())
    except (TypeError, KeyError, AttributeError) as error:
        print(type(error).__name__, error)
try:
    for x in a:
        a.add(x + 100)
except RuntimeError as error:
    print(error)
print({1} in [{1}], {1} in {frozenset([1])}, frozenset([1]) in {frozenset([1])}, {1, True, 1.0})
print({0, False}, len({1, "1", b"1", (1,)}), {nan for nan in [float("inf")]}, {"one"}, {(1, 2)})
print({None}, frozenset(["x"]))
e = set(range(1000))
for i in range(0, 1000, 2):
    e.discard(i)
e.update(range(2000, 2100))
print(len(e), sum(e), min(e), max(e), 500 in e, 501 in e, sorted(e)[:3], sorted(x for x in e if x % 333 == 0))


class Element:
    def __init__(self, v): self.v = v
    def __hash__(self): return self.v % 4
    def __eq__(self, other): return self.v == other.v


elements = {Element(i % 10) for i in range(50)}
print(len(elements), sorted(x.v for x in elements), Element(3) in elements, Element(11) in elements)


class MySet(set):
    def twice(self): return MySet(x * 2 for x in self)


m = MySet([1, 2])
print(sorted(m.twice()), type(m | {3}).__name__, m == {1, 2}, m, repr(MySet()), type(m.copy()).__name__)
primes = {n for n in range(2, 30)} - {n * k for n in range(2, 15) for k in range(2, 30 // n + 1)}
print(sorted(primes), sorted(set("banana") & set("cabana")), sorted(set([1, 2]) ^ set([2, 3])))
print(list(dict.fromkeys([3, 1, 3, 2, 1])))
