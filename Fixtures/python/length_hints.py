# len() and __length_hint__ of one's own iterables: who asks for them, in which order, and what a bad answer raises.
import operator

calls = []


class Counted:
    def __init__(self, length):
        self.length = length

    def __iter__(self):
        calls.append("iter")
        return iter([1, 2])

    def __len__(self):
        calls.append("len")
        if isinstance(self.length, Exception):
            raise self.length
        return self.length


class Hinted:
    def __init__(self, hint):
        self.hint = hint

    def __iter__(self):
        calls.append("iter")
        return iter([1, 2])

    def __length_hint__(self):
        calls.append("hint")
        if isinstance(self.hint, Exception):
            raise self.hint
        return self.hint


class Numbers(list):
    def __len__(self):
        calls.append("len")
        return -3


def extend(iterable):
    result = [0]
    result.extend(iterable)
    return result


def add(iterable):
    result = [0]
    result += iterable
    return result


def assign(iterable):
    result = [0, 1]
    result[:] = iterable
    return result


def star(iterable):
    first, *rest = iterable
    return first, rest


consumers = [
    ("list", list), ("tuple", tuple), ("sorted", sorted), ("extend", extend), ("add", add), ("display", lambda i: [*i]),
    ("call", lambda i: (lambda *a: a)(*i)), ("bytes", bytes), ("bytearray", bytearray), ("set", set),
    ("frozenset", frozenset), ("fromkeys", dict.fromkeys), ("sum", sum), ("max", max), ("any", any),
    ("enumerate", lambda i: [*enumerate(i)]), ("zip", lambda i: [*zip(i, i)]), ("map", lambda i: [*map(str, i)]),
    ("join", lambda i: "".join(map(str, i))), ("assign", assign), ("star", star),
    ("unpack", lambda i: (lambda a, b: (a, b))(*i)), ("in", lambda i: 2 in i), ("hint", operator.length_hint),
]


class Index:
    def __index__(self):
        return 2


values = [2, 0, 100, True, -1, -(1 << 70), 1 << 70, 1 << 62, "x", None, 2.0, Index(), NotImplemented,
          TypeError("no"), ValueError("bad"), KeyError("key")]
for make in (Counted, Hinted):
    for value in values:
        print(make.__name__, value if not isinstance(value, Index) else "index")
        for name, consume in consumers:
            calls.clear()
            try:
                result = consume(make(value))
            except Exception as error:
                result = type(error).__name__ + ": " + str(error)
            print("  %-10s %s %s" % (name, result, " ".join(calls)))

for name, consume in consumers:
    calls.clear()
    try:
        result = consume(Numbers([1, 2]))
    except Exception as error:
        result = type(error).__name__ + ": " + str(error)
    print("  %-10s %s %s" % (name, result, " ".join(calls)))

for value in values:
    for ask in (len, bool):
        try:
            print(ask.__name__, ask(Counted(value)))
        except Exception as error:
            print(ask.__name__, type(error).__name__, error)
