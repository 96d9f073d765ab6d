# Which classes sequence and mapping patterns accept, and which keys are the same.
import collections
import collections.abc
import array


def kind(value):
    match value:
        case [*_]:
            return "sequence"
        case {}:
            return "mapping"
        case _:
            return "neither"


class Registered:
    pass


class Child(Registered):
    pass


collections.abc.Sequence.register(Registered)


class C:
    pass


class M1(collections.UserDict, collections.abc.Sequence):
    pass


class M2(C, collections.UserDict, collections.abc.Sequence):
    pass


class M3(dict, collections.abc.Sequence, C):
    pass


class S1(collections.UserList, collections.abc.Mapping):
    pass


class S2(list, C, collections.abc.Mapping):
    pass


class S3(C, list):
    pass


for cls in (dict, list, M1, M2, M3, S1, S2, S3, collections.OrderedDict, collections.Counter, collections.deque,
            collections.UserList, collections.UserDict, str, bytes, bytearray, set, Registered, Child, C,
            collections.UserString, collections.ChainMap):
    try:
        value = cls()
    except TypeError:
        value = object.__new__(cls)
    print(cls.__name__, kind(value))
print(kind(memoryview(b"a")), kind(array.array("b")), kind(range(2)), kind(iter([])), kind(type("", (), {}).__dict__))
for pattern in ("{0: _, False: _}", "{0: _, 0.0: _}", "{0: _, 0j: _}", "{0: _, -0: _}", "{1: _, True: _}", "{f'': _}",
                "f''", "f'{x}'", "'a' f'b'", "{1: _, 1.5: _}", "{'a': _, b'a': _}", "{None: _, None: _}"):
    try:
        compile(f"match x:\n case {pattern}:\n  pass", "source", "exec")
        print(pattern, "fine")
    except SyntaxError as error:
        print(pattern, error.msg.partition("(")[0], error.lineno)
local, globals_ = {}, {}
exec("""
def f():
    y = 1
    def g():
        global y
        return y
    def h():
        return y + 1
    return g, h
y = 9
g, h = f()
results = g(), h()
""", globals_, local)
print(local["results"], "y" in globals_, sorted(local))
ring = ValueError(1)
try:
    try:
        raise ring
    except ValueError as error:
        error.__context__ = error
        raise TypeError(2)
except TypeError as error:
    print(repr(error.__context__), error.__context__.__context__ is error.__context__)
