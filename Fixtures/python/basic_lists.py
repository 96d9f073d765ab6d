# Lists and tuples: building, changing, slices, sorting, comprehension, unpacking.
a = [1, 2, 3]
a.append(4)
a.insert(0, 0)
a.extend([5, 6])
print(a, len(a), a[0], a[-1], a[1:3], a[::-1])
a[0] = "zero"
a[1:3] = ["one", "two"]
del a[-1]
print(a, a.pop(), a.pop(0), a)
print([1, 2] + [3], [0] * 3, 2 in [1, 2], [1, 2] == [1, 2], [1, 2] < [1, 3])
b = [3, 1, 2]
b.sort()
print(b, sorted([3, 1, 2], reverse=True), sorted(["bb", "a", "ccc"], key=len), list(reversed(b)))
print([x * x for x in range(5)], [x for x in range(10) if x % 3 == 0], [[i, j] for i in range(2) for j in range(2)])
t = (1, "two", 3.0)
x, y, z = t
print(t, x, y, z, t[1], len(t), t + (4,), (1,), ())
first, *rest = [1, 2, 3]
print(first, rest, [*rest, *t], list("abc"), tuple([1, 2]), list(range(3)))
nested = [[1, 2], [3, [4, 5]]]
print(nested[1][1][0], nested, sum([1, 2, 3]), max([3, 1]), min([3, 1]))
c = a
c.append("same object")
print(a is c, a)
print(list(enumerate("ab")), list(zip([1, 2], "xy")), any([0, 1]), all([1, 0]))
print([1, 2, 3].index(2), [1, 1, 2].count(1), [None, True, "s", 2.5, [], {}, ()])
matrix = [[0] * 3 for _ in range(2)]
matrix[1][2] = 7
print(matrix, [row[:] for row in matrix], len(matrix) * len(matrix[0]))
