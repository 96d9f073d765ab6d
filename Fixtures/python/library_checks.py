"""Checks and limits of small library functions: arguments at the edge, pickled iterators, warnings without `warnings`."""


class Real(float):
    def __float__(self):
        return self


# Before anything has imported `warnings`.
print(float(Real(2)))

import array
import bisect
import io
import itertools
import operator
import os
import pickle
import re
import struct
import sys


def show(label, function):
    try:
        print(label, function())
    except Exception as error:
        print(label, type(error).__name__, error)


show("bisect", lambda: bisect.bisect_left(range(sys.maxsize - 1), sys.maxsize - 3))
show("group", lambda: re.match("(a)", "a").group(sys.maxsize + 1))
show("struct", lambda: struct.calcsize("i\0i"))
show("array", lambda: array.array("u", b"\xff\xff\xff\xff").tounicode())
for make in (itertools.combinations, itertools.permutations, itertools.combinations_with_replacement):
    iterator = make((), 0)
    print(list(pickle.loads(pickle.dumps(iterator))), next(iterator), list(pickle.loads(pickle.dumps(iterator))))
print(iter(range(3)).__reduce__()[1:], iter(range(2**70)).__reduce__()[1:])


class Broken:
    length = 3

    def __len__(self):
        return self.length // bool(self.length)

    def __getitem__(self, index):
        return index


broken = Broken()
backwards = reversed(broken)
Broken.length = 0
show("hint", lambda: operator.length_hint(backwards))
Broken.length = 2
show("hint", lambda: operator.length_hint(backwards))
for details in (("f",), ("f", 1, 2), ("f", 1, 2, "t", 3), ("f", 1, 2, "t", 3, 4)):
    show(len(details), lambda: SyntaxError("text", details).filename)
data = bytearray(b"\xff")
error = UnicodeDecodeError("ascii", data, 0, 1, "reason")
print(error.object, type(error.object).__name__)
status = os.stat("/")
show("field", lambda: setattr(status, "st_mode", 1))
show("hidden", lambda: setattr(status, "st_rdev", 1))
show("unknown", lambda: setattr(status, "parrot", 1))
show("locals", lambda: eval("1", {}, 3))


class Mapping:
    def __getitem__(self, name):
        if name == "a":
            return 12
        raise KeyError(name)

    def keys(self):
        return list("zyx")


print(eval("a", globals(), Mapping()), eval("dir()", globals(), Mapping()))
show("missing", lambda: eval("b", globals(), Mapping()))
print(io.text_encoding(None), io.text_encoding("ascii"))


# Streams written in Python are closed when they are lost, in their own way.
class Noted(io.RawIOBase):
    def close(self):
        print("closed")
        super().close()


def lose():
    Noted()


lose()
for attempt in range(3):
    __import__("gc").collect()
print(pow(2, 3, 5), len(bin.__doc__) > 9, "\n" in int.bit_length.__doc__)


# Code with free variables, and path arguments of other kinds.
def make_cells():
    total = 1

    def inner():
        nonlocal total
        total += 1

    return inner, lambda: total


inner, current = make_cells()
exec(inner.__code__, closure=inner.__closure__)
print(current())
show("no cells", lambda: exec(inner.__code__))
show("too many", lambda: exec(inner.__code__, closure=inner.__closure__ * 2))
show("not wanted", lambda: exec("1", closure=inner.__closure__))
show("none free", lambda: exec((lambda: 1).__code__, closure=inner.__closure__))
show("path", lambda: os.stat(1.5))
show("path", lambda: os.scandir(1.5))
show("path", lambda: os.rmdir(1.5))
