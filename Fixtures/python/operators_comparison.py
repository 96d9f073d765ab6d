# Rich comparisons: reflection, defaults, chaining, identity, hashing.
class Version:
    def __init__(self, *parts): self.parts = parts
    def __repr__(self): return "v" + ".".join(map(str, self.parts))
    def __eq__(self, other): return isinstance(other, Version) and self.parts == other.parts
    def __lt__(self, other): return self.parts < other.parts if isinstance(other, Version) else NotImplemented
    def __le__(self, other): return self == other or self < other
    def __hash__(self): return hash(self.parts)


a, b = Version(1, 2), Version(1, 10)
print(a < b, a > b, a <= b, a >= b, a == b, a != b, a == Version(1, 2))
print(sorted([b, a, Version(0, 9)]), max(a, b), min(a, b))
print({a: "x"}[Version(1, 2)], len({a, Version(1, 2), b}))
try:
    a < 1
except TypeError as error:
    print(error)
try:
    1 < a
except TypeError as error:
    print(error)
print(a == 1, a != 1, 1 == a)


class OnlyEq:
    def __eq__(self, other): return True


print(OnlyEq() == 5, 5 == OnlyEq(), OnlyEq() != 5, OnlyEq.__hash__)
try:
    hash(OnlyEq())
except TypeError as error:
    print(error)
try:
    {OnlyEq(): 1}
except TypeError as error:
    print(error)


class Odd:
    def __lt__(self, other): return "lt"
    def __gt__(self, other): return ""
    def __ne__(self, other): return [1]


o = Odd()
print(o < 1, repr(o > 1), 1 < o, 1 > o, o != o, not (o != o))


class Loud:
    def __init__(self, v): self.v = v

    def __lt__(self, other):
        print("lt", self.v, other.v)
        return self.v < other.v


def get(v):
    print("get", v)
    return Loud(v)


print(get(1) < get(2) < get(3))
print(get(2) < get(1) < get(3))
print(1 < 2 < 3, 1 < 3 < 2, 1 < 2 > 1, 3 > 2 == 2, 1 == 1.0 == True, 1 < 2 in [2], o is not None is not o)
print((1, 2) < (1, 3), (1, 2) < (1, 2, 0), [1, "a"] < [2, 5], "a" < "b" < "c", "Z" < "a", b"a" < b"b")
try:
    [1, "a"] < [1, 5]
except TypeError as error:
    print(error)
for left, right in ((1, "a"), ([], ()), (None, None), ({}, {}), (object, int)):
    try:
        print(left < right)
    except TypeError as error:
        print(error)
nan = float("nan")
print(nan == nan, nan != nan, nan < 1, [nan] == [nan], nan in [nan], [nan].index(nan), (nan,) == (nan,))
print(1 == True, 0 == False, 2 == True, "1" == 1, None == 0, [] == (), 1.0 == 1, hash(1) == hash(1.0) == hash(True))


class NeFromEq:
    def __init__(self, v): self.v = v

    def __eq__(self, other):
        if isinstance(other, NeFromEq):
            return self.v == other.v
        return NotImplemented


x = NeFromEq(1)
print(x == NeFromEq(1), x != NeFromEq(1), x != NeFromEq(2), x == 1, x != 1, x == x)


class Sub(Version):
    def __gt__(self, other):
        print("Sub.gt is tried first")
        return NotImplemented


print(Version(1) < Sub(2))
