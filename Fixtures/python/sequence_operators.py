# `+` and `*` of sequences: after those of numbers in operators, with errors of their own when called by name.
from array import array
from collections import deque


def attempt(label, body):
    try:
        print(label, repr(body()))
    except Exception as error:
        print(label, type(error).__name__, error)


class Named:
    def __repr__(self):
        return type(self).__name__


class Both(Named):
    def __radd__(self, other):
        return "radd", other

    def __rmul__(self, other):
        return "rmul", other

    def __add__(self, other):
        return "add", other

    def __mul__(self, other):
        return "mul", other


class Index(Named):
    def __index__(self):
        return 2


class Declines(Named):
    def __radd__(self, other):
        return NotImplemented

    __rmul__ = __add__ = __mul__ = __radd__


class IndexAndMul(Both):
    def __index__(self):
        return 3


class Items(list):
    pass


class Refusing(list):
    def __add__(self, other):
        return NotImplemented

    __mul__ = __rmul__ = __add__


class Word(str):
    def __radd__(self, other):
        return "Word.radd", other


class Pair(tuple):
    def __rmul__(self, other):
        return "Pair.rmul", other


def sequences():
    return [[1], (1,), "a", b"a", bytearray(b"a"), deque([1]), array("i", [1]), Items([1]), Refusing([1]), Word("w"), Pair((1, 2))]


others = [5, 1.5, "x", b"x", None, [2], (2,), Both(), Index(), Declines(), IndexAndMul(), Items([3]), Word("v")]
names = ["5", "1.5", "'x'", "b'x'", "None", "[2]", "(2,)", "Both", "Index", "Declines", "IndexAndMul", "Items", "Word"]


def add_in_place(value, other):
    value += other
    return value


def multiply_in_place(value, other):
    value *= other
    return value


for number in range(len(sequences())):
    kind = type(sequences()[number]).__name__
    for other, name in zip(others, names):
        attempt(f"{kind} + {name}", lambda: sequences()[number] + other)
        attempt(f"{name} + {kind}", lambda: other + sequences()[number])
        attempt(f"{kind} * {name}", lambda: sequences()[number] * other)
        attempt(f"{name} * {kind}", lambda: other * sequences()[number])
        attempt(f"{kind} += {name}", lambda: add_in_place(sequences()[number], other))
        attempt(f"{kind} *= {name}", lambda: multiply_in_place(sequences()[number], other))
        for method in "__add__", "__mul__", "__rmul__", "__iadd__", "__imul__":
            if hasattr(sequences()[number], method):
                attempt(f"{kind}.{method}({name})", lambda: getattr(sequences()[number], method)(other))

# In a loop, so that machine code has its say.
for make in [sequences]:
    for number in range(len(make())):
        total = 0
        errors = set()
        for turn in range(60):
            value = make()[number]
            other = others[turn % 2 and turn % len(others)]
            try:
                value = value * 2
                value = value + make()[number]
                value += other
                total += 1
            except TypeError as error:
                errors.add(str(error))
        print(number, total, sorted(errors))
