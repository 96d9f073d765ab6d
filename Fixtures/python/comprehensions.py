# List, set, dict comprehensions and generator expressions: nesting, scoping, evaluation order.
print([x * x for x in range(6)], [x for x in range(20) if x % 3 == 0 if x % 2 == 0])
print([(x, y) for x in range(3) for y in "ab"], [[y * x for y in range(3)] for x in range(3)])
print({k: v for k, v in zip("abc", range(3))}, {len(w) for w in ("a", "bb", "cc")} == {1, 2})
print({v: k for k, v in {"a": 1, "b": 2}.items()}, [*{c: None for c in "hello"}])
matrix = [[1, 2, 3], [4, 5, 6]]
print([list(row) for row in zip(*matrix)], [n for row in matrix for n in row if n % 2])
print(sum(n for row in matrix for n in row))
x = "outer"
print([x for x in range(3)], x)
print([[x for x in range(x)] for x in range(4)])


def scoped(n):
    factor = 10
    values = [n * factor + i for i in range(3)]
    functions = [lambda: i * factor for i in range(3)]
    return values, [f() for f in functions]


print(scoped(2))


class Body:
    size = 3
    items = [i for i in range(size)]
    try:
        broken = [size for i in range(2)]
    except NameError as error:
        message = str(error)


print(Body.items, Body.message, hasattr(Body, "i"))
log = []


def seen(value):
    log.append(value)
    return value


{seen("k" + str(i)): seen("v" + str(i)) for i in range(2)}
print(log)
print([a if a > b else b for a, b in [(1, 2), (4, 3)]], [not t for t in (True, False)])
print([(lambda q: q + 1)(i) for i in range(2)])
print([(a, b, rest) for a, b, *rest in [(1, 2, 3, 4), "xyz"]], [i for i, in [(1,), (2,)]])
print(last := [y := n * 2 for n in range(3)], y)


def generator_scope():
    items = [1, 2, 3]
    g = (i * scale for i in items)
    scale = 5
    items = [100]
    return list(g)


print(generator_scope())
try:
    (q for q in 5)
except TypeError as error:
    print(error)
try:
    [q for q in range(3)] and q
except NameError as error:
    print(error)
primes = [n for n in range(2, 50) if all(n % d for d in range(2, int(n ** 0.5) + 1))]
print(primes)
print({(i, j): i ^ j for i in range(2) for j in range(2)}, {i: {j: i * j for j in range(2)} for i in range(2)})
print([word[::-1].title() for word in "some short words".split() if len(word) > 4])
nested = [[[i + j + k for k in range(2)] for j in range(2)] for i in range(2)]
print(nested, [n for a in nested for b in a for n in b])
print([i for i in range(5) if i != 2 or False], [i or "zero" for i in range(2)], list(i for i in [[]]))
print([f"{i:02}" for i in range(3)], [*(i for i in range(3)), *[9]], (*[i for i in "ab"],))
print(sorted({i % 3 for i in range(10)}), [(i, c) for i, c in enumerate("xy", 1)])
