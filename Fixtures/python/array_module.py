# array: type codes, methods, conversions, overflow, slices.
from array import array

for code in "bBhHiIlLqQfd":
    a = array(code, [1, 2, 3])
    print(code, a, a.itemsize, a.typecode, len(a), a[0], type(a[0]).__name__, end="; ")
print()
u = array("u", "héllo")
print(u, u[1], u.tounicode(), len(u), array("i"), array("d", (0.5, 1)), array("b", b"ab"))
print(array("i", range(4)), array("i", array("h", [7])))
a = array("i", [5, 3, 1])
a.append(9)
a.extend([7, 8])
a.insert(0, -1)
print(a, a.pop(), a.pop(0), a.index(3), a.count(3), 3 in a, a.remove(3), a, a.reverse(), a)
print(a.tolist(), list(a), sum(a), max(a), sorted(a))
a[0] = 100
a[1:2] = array("i", [10, 20])
print(a, a[1:3], a[::-1], a[-1], a + array("i", [1]), a * 2, array("i", [0]) * 3)
print(a == array("i", a), a == a.tolist(), array("i", [1, 2]) < array("i", [1, 3]))
print(array("i", [1]) == array("d", [1.0]))
del a[0]
del a[::2]
a += array("i", [42])
a *= 2
print(a, a.tobytes(), bytes(array("H", [1, 256])), array("b", [1, -1]).tobytes(), a.buffer_info()[1])
b = array("i")
b.frombytes(b"\x01\x00\x00\x00\x02\x00\x00\x00")
b.fromlist([3, 4])
print(b, repr(array("d", [1.5, float("inf")])), array("f", [0.1])[0], array("B", [255]))
print(array("Q", [2 ** 64 - 1]), array("q", [-2 ** 63]))
c = array("H", [1, 0x1234])
c.byteswap()
print(c, [hex(x) for x in c], c.__copy__(), c.__copy__() is c)
for action in (lambda: array("b", [128]), lambda: array("B", [-1]), lambda: array("B", [256]),
               lambda: array("i", [2 ** 31]), lambda: array("I", [2 ** 32]), lambda: array("q", [2 ** 63]),
               lambda: array("i", ["a"]), lambda: array("i", [1.5]), lambda: array("d", ["a"]), lambda: array("z"),
               lambda: array("i", "text"), lambda: array(5), lambda: array(), lambda: a[100], lambda: a.remove(999),
               lambda: a.index(999), lambda: array("i").pop(), lambda: a + [1], lambda: a + array("d", [1]),
               lambda: a.append("x"), lambda: a.extend(array("d", [1])), lambda: b.frombytes(b"123"),
               lambda: a.fromlist([1, "a"]), lambda: hash(a), lambda: a.append(2 ** 40), lambda: a["x"],
               lambda: array("h", [40000])):
    try:
        print(action())
    except (OverflowError, TypeError, ValueError, IndexError, EOFError) as error:
        print(type(error).__name__, error)
try:
    a[0] = 1.5
except TypeError as error:
    print(error)
grid = array("d", [0.0]) * 9
for i in range(3):
    for j in range(3):
        grid[i * 3 + j] = i / (j + 1)
print(grid, sum(grid), [x for x in grid if x > 1], list(reversed(array("i", [1, 2]))), list(enumerate(array("h", [9]))))
sieve = array("B", [1]) * 100
for i in range(2, 10):
    for j in range(i * i, 100, i):
        sieve[j] = 0
print([i for i in range(2, 100) if sieve[i]], array("i", [3, 1, 2])[1:])
print(min(array("f", [2.5, -1.5])), array("l", (x * x for x in range(4))))
import copy

print(copy.deepcopy(array("i", [1])), copy.copy(array("d", [2])))
print(array("i", [1, 2, 3]).__contains__(2), len(array("b", bytes(10))))
