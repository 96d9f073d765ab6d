# Slices of lists: reading, negative steps, assignment, deletion, extended slices.
a = list(range(10))
print(a[2:5], a[:3], a[7:], a[:], a[-3:], a[:-3], a[-5:-2], a[5:2], a[100:], a[:100], a[-100:2])
print(a[::2], a[1::2], a[::-1], a[::-3], a[8:2:-2], a[2:8:-1], a[-1:-5:-1], a[:4:-1], a[4::-1])
print(a[-100::3], a[100::-4], a[5:5], a[True:4])
b = a[:]
b[2:4] = ["x", "y", "z"]
print(b)
b[:2] = []
print(b)
b[3:3] = [1, 2]
print(b)
b[-1:] = "end"
print(b)
b[100:] = [99]
b[:0] = [-1]
print(b)
b[5:2] = ["between"]
print(b)
c = list(range(10))
c[::2] = "abcde"
print(c)
c[::-3] = [100, 200, 300, 400]
print(c)
del c[::3]
print(c)
del c[1:3]
print(c)
del c[::-2]
print(c)
del c[:]
print(c)
d = list(range(6))
d[2:4] = d
print(d)
d[:] = d[::-1]
print(d)
d[1:3] = (x for x in "gen")
print(d)
del d[-2:], d[0]
print(d)
for action in ("d[::2] = [1]", "d[0:2] = 5", "d[::0]", "d['a':]", "d[1.5:]", "d[::0] = []", "del d[::0]",
               "d[::-1] = [1, 2, 3, 4, 5, 6, 7, 8]", "d[None]"):
    try:
        exec(action)
    except (ValueError, TypeError) as error:
        print(action, "|", error)
s = slice(1, 10, 2)
print(s, s.start, s.stop, s.step, slice(5), slice(None, None, -1), a[s], a[slice(None)])
print(s.indices(5), slice(None, None, -1).indices(4), slice(-3, None).indices(10))
print(s == slice(1, 10, 2), slice(1, 2) < slice(1, 3))
try:
    hash(s)
except TypeError as error:
    print(error)


class Show:
    def __getitem__(self, key): return key


show = Show()
print(show[1], show[1:2], show[::], show[1:2, 3], show[..., 1:], show[()], show[-1:], show[:, ::2])
print(show[(1, 2)], show["a":"b"], show[1, ], show[lambda: 1] is not None)


class Index:
    def __index__(self): return 2


print(a[Index()], a[Index():], a[:Index()], a[::Index()], a[-Index().__index__()])
print("hello"[1:4], "hello"[::-1], (1, 2, 3, 4)[1:3], (1, 2, 3)[::-1], b"hello"[1:3])
print(range(10)[2:8], range(10)[::-2], range(10)[-3:][0])
m = [[i * 3 + j for j in range(3)] for i in range(3)]
print([row[::-1] for row in m[::-1]], [row[1] for row in m], m[1][1:], m[-1][-1])
x = list(range(5))
x[1], x[3] = x[3], x[1]
x[0] += 10
x[1:3] += ["more"]
x[-1:] *= 2
print(x)
i = 0
i, x[i] = 2, "assigned in order"
print(x, i)
rotate = list("abcdef")
rotate = rotate[2:] + rotate[:2]
print("".join(rotate), "".join(rotate)[-2:], rotate[len(rotate) // 2:])
