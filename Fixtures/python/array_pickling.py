# Pickles of arrays, and what arrays refuse.
import array
import collections.abc
import pickle

make = array._array_reconstructor
for code in "bBuhHiIlLqQfd":
    items = "ab€" if code == "u" else [1, 2, 100]
    value = array.array(code, items)
    again = [pickle.loads(pickle.dumps(value, protocol)) for protocol in range(6)]
    print(code, value.__reduce_ex__(3)[1][2], all(item == value and item.typecode == code for item in again))
print(make(array.array, "H", 3, b"\x01\x02\x03\x04"), make(array.array, "L", 0, b"\x80\x7f"))
print(make(array.array, "d", 17, b"?\xf8" + bytes(6)), make(array.array, "u", 19, "Bücher".encode("utf-16-be")))
cases = [
    ("", "b", 0, b""), (str, "b", 0, b""), (array.array, "b", "", b""), (array.array, "b", 0, ""),
    (array.array, "?", 0, b""), (array.array, "b", 22, b""), (array.array, "d", 16, b"a"), (array.array, "b", 3, b"a")]
for case in cases:
    try:
        print(make(*case))
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)


class Named(array.array):
    def __init__(self, typecode, items=(), name=None):
        self.name = name


named = Named("b", [1, 2], name="pair")
copy = pickle.loads(pickle.dumps(named))
print(type(copy).__name__, list(copy), copy.name)
values = array.array("i", range(4))
values[::-1] = values
print(values, isinstance(values, collections.abc.MutableSequence))
nan = array.array("d", [float("nan")])
print(nan == nan, nan != nan, nan < nan)
for attempt in (
        lambda: values.__setitem__(slice(0, 0), array.array("d")), lambda: array.array("b", array.array("u", "x")),
        lambda: array.array("b", [], named=1), lambda: array.array("b", "x")):
    try:
        attempt()
    except TypeError as error:
        print(error)
