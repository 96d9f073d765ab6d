# tuple: construction, methods, comparison, unpacking, hashing.
t = (1, "a", 2.5)
print(t, t[0], t[-1], t[1:], len(t), (), (1,), 1, 2, (1, (2, (3,))), t + (4,), t * 2, 0 * t)
print("a" in t, t.count(1), t.index("a"), t == (1, "a", 2.5))
print(tuple(), tuple("ab"), tuple([1, 2]), tuple(range(3)), tuple({1: 2}))
print(tuple(x * x for x in range(3)), tuple(t) is t, (1, 2) < (1, 3), (1,) < (1, 0), () < (0,))
print((2,) > (1, 9), ("a", 1) != ("a", 2), ((1, 2), 3) == ((1, 2), 3))
print(hash((1, 2)) == hash((1, 2)), hash(()) == hash(()), hash((1.0, 2)) == hash((1, 2.0)))
print({(1, 2): "x"}[1, 2], {(): 1}[()], len({(1,), (1,), (2,)}), hash((0,)) == hash((0,)))
print(hash((1, (2, 3))) == hash((1, (2, 3))))
for action in (lambda: t[5], lambda: t["a"], lambda: t.index("z"), lambda: t + [1], lambda: t * 1.5,
               lambda: hash(([], )), lambda: tuple(5), lambda: (1, 2) < (1, "a"), lambda: t.index("a", 2),
               lambda: t - t, lambda: {([], ): 1}):
    try:
        print(action())
    except (IndexError, TypeError, ValueError) as error:
        print(type(error).__name__, error)
for action in ("t[0] = 1", "del t[0]", "t.append(1)", "t.x = 1"):
    try:
        exec(action)
    except (TypeError, AttributeError) as error:
        print(error)
a, b, c = t
(d, e), f = (1, 2), 3
[g, h] = "xy"
i, = [7]
print(a, b, c, d, e, f, g, h, i)
first, *rest = range(5)
*most, last = "hello"
head, *body, tail = [1, 2]
print(first, rest, most, last, head, body, tail)
(x, *y), *z = [[1, 2, 3], 4, 5]
print(x, y, z)
a, b = b, a
a, b, c = c, a, b
print(a, b, c)
for (p, q), r in [((1, 2), 3), ("ab", "c")]:
    print(p, q, r, end=" ")
for n, *others in [(1, 2, 3), (4,)]:
    print(n, others, end=" ")
print()
for source in ("a, b = 1, 2, 3", "a, b, c = 1, 2", "a, b = 5", "a, *b, c = (1,)", "a, = []", "a, b = 'x'",
               "[a, b] = {}", "a, b = iter([1, 2, 3])", "a, *b, c, d = 'ab'", "a, b = range(100)", "(a, b), c = 1, 2",
               "for a, b in [1]: pass", "a, b = None"):
    try:
        exec(source)
    except (ValueError, TypeError) as error:
        print(source, "|", type(error).__name__, error)
one = two = three = [0]
one.append(1)
print(two, three is one)
mixed = ([1], 2)
mixed[0].append(9)
print(mixed)
try:
    mixed[0] += [3]
except TypeError as error:
    print(error, mixed)


def swap(a, b): return b, a


print(swap(1, 2), swap(*swap(3, 4)), *swap("x", "y"), (*t, *t), (*(), 1), [*t, 0])
print(max((1, 5), (2, 0)), sorted([(2, 1), (1, 2)]), sum((1, 2, 3)), sum(((1,), (2,)), ()))
print(repr((1,)), str(("a",)), "%s %s" % (1, 2), (1, 2).__len__(), (1, 2)[::-1])
print(tuple(reversed((1, 2, 3))), (1, 2, 3, 4)[1::2], any((0, 1)), tuple(zip((1, 2), (3, 4))))
print(isinstance((), tuple), (lambda *a: a)(1, 2))
print(dict([(1, 2), (3, 4)]), dict(zip(("a", "b"), (1, 2))), (1 if t else 2), (not t,))
print(((yes := 5), yes), bool(()), bool((0,)), None, (None,), divmod(7, 2)[0])
