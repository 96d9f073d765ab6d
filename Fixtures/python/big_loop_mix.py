# Loops that mix types, so that inline caches change their mind: attributes, methods, operators, calls, globals.
class A:
    kind = "a"
    def __init__(self, v): self.v = v
    def get(self): return self.v
    def __add__(self, other): return self.v + (other if isinstance(other, (int, float)) else other.v)


class B(A):
    kind = "b"
    def get(self): return self.v * 2


class C:
    def __init__(self, v): self.extra, self.v = None, v
    def __getattr__(self, name): return "dynamic " + name
    get = staticmethod(lambda: 7)
    def __add__(self, other): return 1


class D:
    __slots__ = ("v",)
    kind = "d"
    def __init__(self, v): self.v = v
    @property
    def get(self): return lambda: self.v - 1
    def __radd__(self, other): return 100
    def __add__(self, other): return NotImplemented


total = 0
kinds = {}
objects = [A(1), B(2), C(3), D(4)]
for i in range(2000):
    o = objects[i * 7 % 4]
    total += o.get() + o.v
    kinds[o.kind] = kinds.get(o.kind, 0) + 1
    o.v += i % 3
    if i == 500:
        A.get = lambda self: -self.v
    if i == 1000:
        objects[0].get = lambda: 5
    if i == 1500:
        B.kind = "changed"
        del objects[0].get
print(total, kinds)
results = []
for i in range(300):
    left = (1, 2.5, "s", [1], (1,), True, 2 ** 70, A(3))[i % 8]
    right = (1, 2.5, "s", [1], (1,), False, -2 ** 70, D(2))[i * 5 % 8]
    try:
        results.append(left + right)
    except (TypeError, AttributeError) as error:
        results.append(str(error)[:20])
print(len(results), results[:16], len({str(r) for r in results}))
functions = [len, str, lambda x: x, A, abs, "x{}".format, [].append, max]
out = []
for i in range(64):
    f = functions[i % 8]
    argument = ([1, 2], "ab", -5, (3, 4))[i // 8 % 4]
    try:
        r = f(argument)
        out.append(r.v if isinstance(r, A) else r)
    except TypeError as error:
        out.append(type(error).__name__)
print(out)


def poly(x, y=1, *rest, k=0, **kw): return (x, y, len(rest), k, len(kw))


calls = []
for i in range(10):
    calls.append(poly(*range(1, i % 4 + 2), **{"k": i} if i % 2 else {}, **({"z": 1} if i % 3 == 0 else {})))
print(calls)
x = 0
for i in range(1000):
    if i == 500:
        x = float(x)
    if i == 800:
        x = int(x) * 2 ** 60
    x += i
print(x)
g = 1


def uses_global(): return g * 2


seen = []
for i in range(6):
    seen.append(uses_global())
    if i == 2:
        g = "text"
    if i == 4:
        len_backup, len = len, lambda x: "shadow"
        seen.append(len([]))
        del len
print(seen, len([1]))
containers = [[1, 2, 3], (4, 5, 6), "abc", {0: "z", 1: "o"}, range(10, 20), bytearray(b"xy"), D]
picked = []
for i in range(30):
    try:
        picked.append(containers[i % 7][i % 3])
    except (KeyError, IndexError, TypeError) as error:
        picked.append(type(error).__name__)
print(picked)
for iterable in ([1, 2], (3,), "xy", {5: 6}, {7}, range(2), iter([8]), (n for n in [9]), enumerate("a"),
                 zip("b", [1]), map(str, [2]), reversed([1, 2]), b"z", {"k": 1}.items()):
    for item in iterable:
        print(item, end=" ")
print()
