# memoryview with shapes: casts between bytes and numbers, items by tuples, slices of the first dimension, views without
# dimensions, orders of tobytes(), what is not implemented, and views released in the middle of their own use.
import array


def attempt(text, **names):
    try:
        print(text, "->", eval(text, globals(), names))
    except Exception as error:
        print(text, "!!", type(error).__name__, error)


view = memoryview(bytes(range(24)))
grid = view.cast("B", [4, 6])
cube = view.cast("B", (2, 3, 4))
point = memoryview(b"a").cast("B", ())
for shaped in (view, grid, cube, point, grid[1:3], grid[::-2]):
    print(shaped.ndim, shaped.shape, shaped.strides, shaped.nbytes, len(shaped), shaped.contiguous,
          shaped.c_contiguous, shaped.f_contiguous)
print(grid.tolist(), cube.tolist(), point.tolist(), point[()])
print(grid[2, 3], cube[1, -1, 0], grid[1:3].tolist(), grid[::-2].tolist())
print(grid.tobytes("F"), grid[::-2].tobytes(), grid.tobytes(None) == grid.tobytes("A") == bytes(24 and range(24)))
print(grid == view.cast("B", [4, 6]), grid == view, grid == cube, grid[1:] == grid[1:])
print(view.cast("H", [3, 4]).tolist(), view.cast("I").tolist()[:2])

for text in (
    "grid[0]", "grid[0, 0, 0]", "grid[4, 0]", "grid[0, 6]", "grid[:, 1]", "grid[:, :]", "grid[0,]", "grid['a']",
    "grid[2**70, 0]", "list(grid)", "point[0]", "point[...] is point", "point[:]", "view[2**70]", "view[1.0]",
    "view[()]", "view[1, 2]", "view[0,]", "view.cast('B', 5)", "view.cast('B', [5])", "view.cast('B', [0, 24])",
    "view.cast('B', ['a'])", "view.cast('B', [2, 3.0])", "grid.cast('B', [24, 1])", "grid.cast('B').shape",
    "grid[::2].cast('B')", "view[:0].cast('B', [1])", "view.cast('x')", "view.cast('BB')", "view.cast('h').cast('i')",
    "view.cast('?').cast('h')", "view[:7].cast('h')", "view.cast(5)", "view.tobytes('X')", "view.tobytes(3)",
    "view.cast('B', [1] * 65)", "hash(view.cast('h'))", "hash(memoryview(bytearray(2)))", "memoryview(3)",
    "view < view", "view < b''", "bytearray(b'b') > memoryview(b'a')",
):
    attempt(text)

numbers = bytearray(16)
print("formats:")
for code, value in zip("cbBhHiIlLqQnNfd?", [b"x", -5, 200, -300, 60000, -70000, 1 << 31, -1, 1 << 63, 5, 6, 7, 8, 1.5, -2.5, 3]):
    item = memoryview(numbers).cast(code)
    item[0] = value
    print(code, item.itemsize, item[0], end="; ")
print()
for code, value in [("c", 5), ("c", b"xy"), ("b", 128), ("B", -1), ("h", 1.0), ("i", "a"), ("Q", -1), ("f", "a"), ("q", 1 << 70)]:
    attempt("memoryview(numbers).cast(code).__setitem__(0, value)", code=code, value=value)
table = memoryview(numbers).cast("B", [4, 4])
table[1, 2] = 99
print(numbers[6], table[1, 2])
for text in (
    "table.__setitem__(0, 1)", "table.__setitem__((0,), 1)", "table.__setitem__((0, 0, 0), 1)",
    "table.__setitem__(slice(0, 1), b'abcd')", "table.__setitem__((slice(0, 1), slice(0, 1)), b'a')",
    "table.__delitem__(0)", "view.__setitem__(0, 1)", "view.__delitem__(0)",
    "memoryview(numbers).__setitem__(slice(0, 2), b'abc')", "memoryview(numbers).__setitem__(slice(0, 2), 'ab')",
):
    attempt(text)

words = array.array("h", [1, -2, 3])
print(memoryview(words)[::2].tolist(), memoryview(words) == array.array("i", [1, -2, 3]))


class Releasing:
    def __init__(self, view):
        self.view = view

    def __index__(self):
        self.view.release()
        return 1


for text in ("view[Releasing(view)]", "view[Releasing(view):3].tolist()", "view.__setitem__(Releasing(view), 5)",
             "view.__setitem__(0, Releasing(view))", "view.__setitem__(slice(Releasing(view), 3), b'ab')"):
    attempt(text, view=memoryview(bytearray(b"abcd")))
kept = memoryview(b"abc")
before = hash(kept)
kept.release()
print(hash(kept) == before, kept == kept)
