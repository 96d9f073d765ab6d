# Subclasses of built-in types: keyword arguments of their own, copies with their attributes, odd results of conversions.
import copy
import pickle
import warnings


class WithInit(list):
    def __init__(self, items, name=None):
        super().__init__(items)
        self.name = name


class WithNew(list):
    def __new__(cls, items, name=None):
        self = super().__new__(cls, items)
        self.name = name
        return self


class Pair(tuple):
    def __init__(self, items, name=None):
        self.name = name


class Plain(list):
    pass


for kind in (WithInit, WithNew, Pair):
    made = kind([1, 2], name="two")
    print(kind.__name__, list(made), made.name)
for kind in (Plain, list, tuple, set, frozenset, float, filter):
    try:
        kind([], name=1)
    except TypeError as error:
        print(kind.__name__, error)


class Bytes(bytearray):
    pass


class Slots(bytearray):
    __slots__ = ("x", "__dict__")


class Items(set):
    __slots__ = ("x", "__dict__")


for kind, content in ((Bytes, b"abc"), (Slots, b"abc"), (Items, [1, 2])):
    value = kind(content)
    value.x = 10
    value.y = [20]
    for again in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value, 4))):
        print(type(again).__name__, again == value, again.x, again.y)


class Small(int):
    pass


class Converts:
    def __init__(self, result):
        self.result = result

    def __int__(self):
        return self.result

    __index__ = __int__


for result in (Small(3), True, 4, "5"):
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        for convert in (int, lambda value: [7, 8, 9, 10, 11][value], lambda value: "%x" % value):
            try:
                print(convert(Converts(result)))
            except TypeError as error:
                print(error)
        for item in seen:
            print(item.category.__name__, item.message)

print("abcdef"[5::2**62], "abcdef"[::-2**62], b"abc"[1::2**62], [1, 2, 3][2::-2**62])
print(b"%d" % 3, b"a".__rmod__(b"%s"), b"a".__rmod__(3), bytearray(b"x").__rmod__(b"<%s>"))


class Base:
    pass


def entries():
    pass


entries.__mro_entries__ = lambda bases: (Base,)


class Derived(entries):
    pass


print(Derived.__mro__[1].__name__, Derived.__orig_bases__ == (entries,))
