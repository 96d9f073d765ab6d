# range: indexing, slicing, membership, equality, huge values, iteration.
print(range(5), list(range(5)), list(range(2, 8, 3)), list(range(5, 0, -2)), list(range(0)))
print(list(range(3, 3)), list(range(5, 2)), range(1, 10, 2), range(-3, 3))
r = range(10, 50, 5)
print(len(r), r[0], r[-1], r[2:5], r[::-1], r[::3], list(r[1:-1:2]), 25 in r, 26 in r, 50 in r)
print(25.0 in r, "a" in r, r.index(30), r.count(30), r.count(31), r.start, r.stop, r.step)
print(range(0, 10, 3) == range(0, 12, 3), range(0) == range(5, 5), range(3) == [0, 1, 2])
print(hash(range(3)) == hash(range(0, 3, 1)), range(3) != range(4), list(reversed(range(5))))
print(list(reversed(range(0, 10, 3))), bool(range(0)), bool(range(1)))
big = range(10 ** 20, 10 ** 20 + 10, 4)
print(big, list(big), len(big), big[1], 10 ** 20 + 4 in big, 5 in big, big[-1], list(reversed(big)))
print(range(2 ** 62, 2 ** 62 + 2)[1], range(10 ** 10)[-1], 10 ** 9 in range(10 ** 10))
print(list(range(2 ** 61 - 2, 2 ** 61 + 2)), range(-10 ** 18, 10 ** 18, 10 ** 17)[3])
for action in (lambda: range(), lambda: range(1, 2, 0), lambda: range(1.5), lambda: range("a"), lambda: range(5)[5],
               lambda: range(5)[-6], lambda: range(5)["a"], lambda: range(5).index(9), lambda: len(range(10 ** 30)),
               lambda: range(1, 2, 3, 4), lambda: range(5) + range(2), lambda: range(3) < range(4),
               lambda: range(stop=3), lambda: range(None)):
    try:
        print(action())
    except (TypeError, ValueError, IndexError, OverflowError) as error:
        print(type(error).__name__, error)
try:
    r[0] = 1
except TypeError as error:
    print(error)
total = 0
for i in range(10):
    if i == 2:
        continue
    if i == 7:
        break
    i = i * 100
    total += i
else:
    total = -1
print(total, i)
for i in range(3):
    for j in range(i, 3):
        print(i, j, end="; ")
print()
for i in range(0):
    pass
else:
    print("else runs after no iteration", i)
it = iter(range(3))
print(next(it), list(it), next(it, "end"), it.__length_hint__())
n = 3
for i in range(n):
    n += 1
print(n, sum(range(101)), max(range(5, 10)), min(range(5, 0, -1)), sorted(range(3), reverse=True))
print([*range(3)], tuple(range(2)), {*range(1)}, dict.fromkeys(range(2)))
print(list(zip(range(3), range(5, 8))), list(map(str, range(3))), list(enumerate(range(2), 5)))


class Index:
    def __init__(self, v): self.v = v
    def __index__(self): return self.v


print(list(range(Index(3))), range(Index(1), Index(4)), [10, 20, 30][Index(1)], range(True))
print(list(range(-1, -10, -4)), range(5).__len__(), 3 in range(5, 0, -1), 0 in range(5, 0, -1))
print(range(1, 2).__contains__(1))
i = 0
while i < 5:
    i += 1
    if i == 3:
        continue
else:
    print("while else", i)
while True:
    i -= 1
    if i < -3:
        break
else:
    print("never")
print(i, [i for i in range(10) if i % 3 == 0], i, sum(i * i for i in range(-3, 4)))
print(all(i < 5 for i in range(5)), [[i * j for j in range(1, 4)] for i in range(1, 4)])
