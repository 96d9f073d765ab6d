# Garbage of every kind under allocation: cycles, long lists, deep links, closures, generators, strings, big ints.
class Node:
    def __init__(self, value):
        self.value = value
        self.links = []


kept = []
for i in range(300):
    a, b, c = Node(i), Node(i + 1), Node(i + 2)
    a.links += [b, c]
    b.links += [c, a]
    c.links.append({"a": a, (i,): [b]})
    if i % 50 == 0:
        kept.append(a)
print([k.value for k in kept], sum(k.links[0].links[0].value for k in kept), kept[3].links[1].links[0]["a"] is kept[3])
head = None
for i in range(20000):
    head = (i, head)
count = 0
while head is not None:
    value, head = head
    count += value
print(count)


def closures(n):
    functions = []
    for i in range(n):
        text = str(i) * 3
        functions.append(lambda x, t=text: t + str(x) + str(i))
    return functions


fs = closures(500)
print(fs[0](1), fs[250](2), fs[-1](3), len({f(0) for f in fs}))


def generators():
    def make(k):
        data = [k] * 10
        total = 0
        while True:
            data.append(total)
            total += yield total + len(data) + data[0]
    gens = [make(k) for k in range(50)]
    for g in gens:
        next(g)
    for step in range(20):
        results = [g.send(step) for g in gens]
    return results


print(generators()[:3], sum(generators()))
text = ""
parts = []
for i in range(3000):
    text = text[-50:] + str(i * i)
    parts.append(text[::-1].upper())
print(text, len(parts), parts[-1], sum(map(len, parts)))
table = {}
for i in range(5000):
    table[str(i)] = [i, {"v": (i, str(i))}]
    if i > 100:
        del table[str(i - 100)]
print(len(table), table["4999"], "4899" in table, sum(v[0] for v in table.values()))
big = 1
history = []
for i in range(1, 400):
    big = big * i + i
    history.append(big % 10 ** 12)
print(history[-1], big.bit_length(), sum(history) % 10 ** 9)
sets = [frozenset(range(i, i + 5)) for i in range(500)]
print(len(set(sets)), sum(len(s & t) for s, t in zip(sets, sets[1:])))


class Tree:
    __slots__ = ("left", "right", "payload")
    def __init__(self, depth):
        self.payload = [depth] * 3
        self.left = Tree(depth - 1) if depth else None
        self.right = Tree(depth - 1) if depth else None
    def total(self): return sum(self.payload) + (self.left.total() + self.right.total() if self.left else 0)


print([Tree(d).total() for d in range(9)])
rows = [[(i * j, str(i + j)) for j in range(30)] for i in range(100)]
rows.sort(key=lambda r: r[3][1], reverse=True)
print(rows[0][3], rows[-1][3], sum(c[0] for r in rows for c in r))


def exceptions(n):
    caught = []
    for i in range(n):
        try:
            raise ValueError([i] * 5, {"i": i})
        except ValueError as error:
            caught.append(error)
    return caught


errors = exceptions(200)
print(errors[100].args, len({id(e) for e in errors}), errors[5].__traceback__ is not None)
matrix = [bytearray(100) for _ in range(100)]
for i, row in enumerate(matrix):
    row[i] = i
    matrix[i] = row[:] + bytes([i])
print(sum(map(sum, matrix)), len(matrix[0]))
cell = []
for i in range(1000):
    cell = [cell, i] if i % 100 else [None, i]
print(str(cell)[-30:])


class Resurrect:
    alive = []
    def __init__(self, n): self.n, self.me = n, self


for i in range(1000):
    Resurrect(i)
import gc

print(gc.collect() >= 0, gc.isenabled(), kept[5].value, fs[10](10), table["4950"][0])
