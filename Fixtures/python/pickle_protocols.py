# pickle: the bytes of every protocol for values of all built-in kinds, and what comes back.
import collections
import enum
import fractions
import pickle
import pickletools


class Plain:
    def __init__(self):
        self.x = 1
        self.items = [1, 2, {"a": (1, 2, 3)}]


class Slots:
    __slots__ = ("a", "b")


class Both(Slots):
    pass


class Named:
    class Inner:
        pass

    def method(self):
        return "method"


class Keywords:
    def __new__(cls, *, size):
        self = object.__new__(cls)
        self.size = size
        return self

    def __getnewargs_ex__(self):
        return (), {"size": self.size}


class Words(str):
    def __getnewargs__(self):
        return (str(self).upper(),)


class Stateful:
    def __getstate__(self):
        return "state"

    def __setstate__(self, state):
        self.restored = state


class ListLike(list):
    pass


class DictLike(dict):
    pass


class Colour(enum.Enum):
    RED = 1


Point = collections.namedtuple("Point", "x y")
slots, both = Slots(), Both()
slots.a, both.b, both.extra = 1, [2], "more"
listed, mapped = ListLike([1, 2]), DictLike(a=1, b=2)
listed.tag, mapped.tag = "l", "d"
samples = [
    None, True, 0, 255, 256, 65535, 65536, -1, -(2**31), 2**31, 2**61, -(2**63), 2**64, -(2**255), -128, -32768,
    0.5, 1e300, float("-inf"), "", "abc", "é", "\u20ac\U0001F600", "\udc80", "\n\\\r\x00\x1a", b"", b"abc", bytes(range(256)),
    bytearray(b"hello"), (), (1,), (1, 2, 3), (1, 2, 3, 4), [], [1], [1, 2], {}, {"a": 1}, {"a": 1, "b": 2},
    {3}, frozenset([1]), Ellipsis, NotImplemented, type(None), int, len, "x".join, Plain, Named.Inner,
    Plain(), slots, both, Keywords(size=3), Words("w"), Stateful(), listed, mapped, Colour.RED, Point(1, 2),
    collections.OrderedDict(a=1), collections.deque([1], 3), 3 + 4j, range(5), slice(1, 2), fractions.Fraction(1, 3), ValueError("x", 1),
    Named.method,
]
for value in samples:
    print(type(value).__name__, end=":")
    for protocol in range(6):
        try:
            data = pickle.dumps(value, protocol)
        except TypeError as error:
            print(" ", error, end="")
            continue
        again = pickle.dumps(pickle.loads(data), protocol)
        print(f" {len(data)}", "same" if again == data else "else", end="")
        if protocol in (0, 4) and len(data) < 120:
            print("", data, end="")
    print()

print([pickle.loads(pickle.dumps(f, p)) == f for p in range(6) for f in (str.upper, dict.fromkeys, bytearray.maketrans)].count(True))
recursive_list = []
recursive_list.append(recursive_list)
recursive_tuple = ([],)
recursive_tuple[0].append(recursive_tuple)
recursive_dict = {}
recursive_dict["me"] = recursive_dict
looped = Plain()
looped.me = looped
frozen = Plain()
frozen.set = frozenset([frozen])
for protocol in range(6):
    a = pickle.loads(pickle.dumps(recursive_list, protocol))
    b = pickle.loads(pickle.dumps(recursive_tuple, protocol))
    c = pickle.loads(pickle.dumps(recursive_dict, protocol))
    d = pickle.loads(pickle.dumps(looped, protocol))
    e = pickle.loads(pickle.dumps(frozen, protocol))
    print(a[0] is a, b[0][0] is b, c["me"] is c, d.me is d, next(iter(e.set)) is e, end=" ")
    both_same = [shared := "shared text", shared, [shared]]
    f = pickle.loads(pickle.dumps(both_same, protocol))
    print(f[0] is f[1] is f[2][0])

big = [list(range(2500)), {i: str(i) for i in range(1005)}, set(range(1100)), "x" * 70000, [b"y" * 70000, 1, "z"], [str(i) * 3 for i in range(9000)]]
for value in big:
    for protocol in (1, 2, 4, 5):
        data = pickle.dumps(value, protocol)
        print(len(data), data.count(b"\x95"), pickle.loads(data) == value, end="; ")
    print()
pickletools.dis(pickle.dumps([(1, 2.5), {"k": b"v"}, looped], 4))
