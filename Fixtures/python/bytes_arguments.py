# What bytes() and bytearray() take: `__bytes__` (bytes alone), counts, encodings, buffers, iterables that look at the
# bytearray being filled; slices assigned, sizes kept by exported views, identity of repeated bytes.
class Bytes:
    def __bytes__(self):
        return b"method"


class Wrong:
    def __bytes__(self):
        return "text"


class Count:
    def __index__(self):
        return 3


class Both(int):
    def __bytes__(self):
        return b"both"


class Blocked(int):
    __bytes__ = None


class Text(str):
    def __bytes__(self):
        return b"of text"


class Failing:
    def __index__(self):
        raise TypeError("no index")

    def __iter__(self):
        return iter([1, 2])


for source in (Bytes(), Wrong(), Count(), Both(2), Blocked(2), Text("x"), Failing(), 3, True, -1, 1 << 70, 2.0, "x", None,
               [1, 2], (256,), [-1], ["a"], {3}, range(3), memoryview(b"view"), b"b", bytearray(b"a"), object()):
    for kind in (bytes, bytearray):
        try:
            print(kind.__name__, type(source).__name__, kind(source))
        except Exception as error:
            print(kind.__name__, type(source).__name__, type(error).__name__, error)
for arguments, keywords in [(("é", "utf-8"), {}), (("é",), {"encoding": "latin-1"}), ((), {"encoding": "x"}),
                            ((), {"errors": "x"}), (("a",), {"errors": "strict"}), ((b"a",), {"errors": "strict"}),
                            ((b"a", "ascii"), {}), ((3, "ascii"), {}), (("é", "ascii", "replace"), {}),
                            (("a", 5), {}), (("a", "ascii", 5), {})]:
    for kind in (bytes, bytearray):
        try:
            print(kind(*arguments, **keywords))
        except TypeError as error:
            print(error)

filled = bytearray(b"old")


def items():
    for number in range(4):
        yield number
        print(len(filled), end=" ")


filled.__init__(items())
print(filled)
try:
    filled.__init__([1, 2, 300])
except ValueError as error:
    print(error, filled[:2])

array = bytearray(b"0123456789")
array[::3] = b""
print(array)
array[1:3] = [65, 66, 67]
print(array)
for value in (5, "text", Bytes(), [300], [None]):
    try:
        array[0:1] = value
    except (TypeError, ValueError) as error:
        print(error)
view = memoryview(array)
for change in ("array[::2] = b''", "array[1:-1:2] = b''", "array.append(1)", "array[0:1] = b'xy'", "del array[0]",
               "array.__init__(b'x')", "array.clear()", "array += b'x'", "array *= 2", "array.pop()"):
    try:
        exec(change)
    except BufferError as error:
        print(change, "!!", error)
view.release()
array.clear()
print(array)


class Clearing:
    def __index__(self):
        array.clear()
        return 0


array[:] = b"abc"
for change in ("array[0] = Clearing()", "array[Clearing()] = 1"):
    array[:] = b"abc"
    try:
        exec(change)
    except IndexError as error:
        print(change, "!!", error)

same = b"same"
print(same * 1 is same, 1 * same is same, same * 2, same * 0, same * -1)
print(b"%b %s" % (Bytes(), b"x"), bytearray(b"%d") % 5)
for template, value in [(b"none", b"x"), (b"none", bytearray()), (b"none", [1]), (b"% %s", b"x"), (b"%5%", ()), (b"%%", ())]:
    try:
        print(template % value)
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
