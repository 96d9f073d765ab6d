# collections.deque: both ends, rotation, limits, indexing, errors.
from collections import deque

d = deque([1, 2, 3])
d.append(4)
d.appendleft(0)
d.extend([5, 6])
d.extendleft([-1, -2])
print(d, len(d), d[0], d[-1], d[3], list(d), d.pop(), d.popleft(), d)
d.rotate(2)
print(d)
d.rotate(-3)
print(d, d.index(3), d.count(3), 3 in d, 99 in d)
d.remove(3)
d.insert(1, "inserted")
d.reverse()
d[0] = "first"
del d[1]
print(d, deque(), deque("abc"), deque(range(3), maxlen=2), d.maxlen, deque(maxlen=3).maxlen, bool(deque()))
m = deque(maxlen=3)
for i in range(6):
    m.append(i)
print(m, m.maxlen)
m.appendleft("left")
m.extend("xy")
print(m, m + deque([9]), m * 2, m.copy(), deque([1]) + deque([2]), deque([1, 2]) * 2)
print(deque([1, 2]) == deque([1, 2]), deque([1, 2]) == [1, 2], deque([1]) < deque([2]))
print(deque([1, 2]) != deque([1]), list(reversed(deque("abc"))), sorted(deque([3, 1])))
print(sum(deque([1, 2])), [*deque("ab")], deque([deque([1])]))
e = deque([1])
e += [2, 3]
e *= 2
e.clear()
print(e, e.copy() is e)
e.append(e)
print(e)
for action in (lambda: deque().pop(), lambda: deque().popleft(), lambda: deque([1])[5], lambda: deque([1]).remove(9),
               lambda: deque([1]).index(9), lambda: deque(5), lambda: deque(maxlen=-1), lambda: deque([1])[0:1],
               lambda: hash(deque()), lambda: deque([1]) + [2], lambda: deque([1], "a"),
               lambda: deque([1], maxlen=1).insert(0, 5), lambda: deque([1]).rotate("a"), lambda: deque([1]) < 5):
    try:
        print(action())
    except (IndexError, ValueError, TypeError) as error:
        print(type(error).__name__, error)
try:
    changing = deque([1, 2, 3])
    for x in changing:
        changing.append(x)
except RuntimeError as error:
    print(error)
q = deque()
order = []
graph = {"a": "bc", "b": "d", "c": "de", "d": "f", "e": "f", "f": ""}
q.append("a")
seen = {"a"}
while q:
    node = q.popleft()
    order.append(node)
    for n in graph[node]:
        if n not in seen:
            seen.add(n)
            q.append(n)
print(order)
window, averages = deque(maxlen=4), []
for value in [10, 20, 30, 40, 50, 60]:
    window.append(value)
    averages.append(sum(window) / len(window))
print(averages)
big = deque(range(1000))
for _ in range(500):
    big.append(big.popleft() * 2)
big.rotate(123)
print(len(big), big[0], big[500], big[-1], sum(big), big.index(0), deque(list(big)[:3]), list(big)[::250])
print(repr(deque([1, "a"], 5)), deque(deque([1, 2])), deque(x for x in "gen"), deque({"k": 1}))
print(type(iter(deque())).__name__)
