# list: every method, operators, errors.
a = [3, 1, 2]
a.append(4)
a.extend([5, 6])
a.extend("xy")
a.extend(x * 10 for x in range(2))
a.insert(0, "first")
a.insert(-1, "before last")
a.insert(100, "end")
a.insert(-100, "start")
print(a, len(a))
print(a.pop(), a.pop(0), a.pop(-2), a.remove("x"), a.index(2), a.count(4), a)
b = a.copy()
b.clear()
print(b, a is not b, a.reverse(), a)
print([1, 2] + [3], [0] * 3, 2 * [1, 2], [1] * -1, [[]] * 2, 2 in [1, 2], [1, 2] == [1, 2])
print([1, 2] < [1, 3], [] < [0], [1, [2]] == [1, [2]], [1, 2] != [2, 1], [2] > [1, 5])
c = [1]
d = c
c += [2]
c *= 2
print(c, d is c, d)
c = c + [9]
print(d is c)
print([1, 2, 3, 2].index(2, 2), [1, 2, 3, 2].index(2, -1), [1, 2, 3].index(3, 0, 5))
print([True, 1.0].index(1), [[1], [2]].index([2]), [1, 1.0, True].count(1))
for action in (lambda: [].pop(), lambda: [1].pop(5), lambda: [1].remove(2), lambda: [1].index(2),
               lambda: [1, 2].index(1, 1), lambda: [1][1], lambda: [1][-2], lambda: list.__getitem__([1], "a"),
               lambda: [] + (), lambda: [1] * 1.5, lambda: [1].extend(5), lambda: [1].insert("a", 1),
               lambda: [] + "a", lambda: [].pop("x"), lambda: hash([]), lambda: [1] * [1], lambda: [1] - [1],
               lambda: [][0], lambda: list(5), lambda: list(1, 2), lambda: [1].sort(1)):
    try:
        print(action())
    except (IndexError, ValueError, TypeError) as error:
        print(type(error).__name__, error)
try:
    e = [1]
    e[5] = 1
except IndexError as error:
    print(error)
try:
    e += 5
except TypeError as error:
    print(error)
e += (2, 3)
e += "ab"
e += {9: 1}
print(e, list(), list("abc"), list((1, 2)), list({1: 2}), list(range(3)), list([]))
e = []
e.append(e)
print(e, [e], len(e))
nested = [[0] * 2] * 2
nested[0][0] = 1
print(nested, [[0] * 2 for _ in range(2)])
n = [1, 2, 3, 4, 5, 6]
for x in n:
    if x % 2:
        n.remove(x)
print(n)
n = [1, 2, 3]
for x in n:
    if len(n) < 6:
        n.append(x * 10)
print(n, [x for x in reversed(n)], list(reversed([])), sum(n), max(n), min(n), any(n), all(n), sorted(n, reverse=True))
stack, queue = [], list(range(5))
while queue:
    stack.append(queue.pop(0))
print(stack, [stack.pop() for _ in range(3)], stack)
print([1, 2, 3].__contains__(2), [1].__len__(), [1, 2].__getitem__(1), [].append.__name__, list.__name__)
print([None, True, 1.5, "s", b"b", (1,), {2: 3}, {4}, range(2), ...], [[], [[]], [[[]]]], ["it's", 'a"b'])
first, *middle, last = range(6)
print(first, middle, last, [*middle, *[first]], [*"ab", *(), *range(2)])
grow = []
for i in range(10000):
    grow.append(i)
while len(grow) > 10:
    grow.pop()
print(grow, len(grow))
