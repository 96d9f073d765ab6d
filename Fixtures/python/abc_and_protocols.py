# abc: abstract classes, virtual subclasses; the collection ABCs and their mixins.
from abc import ABC, ABCMeta, abstractmethod
from collections.abc import (Callable, Hashable, Iterable, Iterator, Mapping, MutableMapping, MutableSequence, Sequence,
                             Set, Sized)


class Shape(ABC):
    @abstractmethod
    def area(self): ...

    @property
    @abstractmethod
    def name(self): ...

    def describe(self): return f"{self.name} {self.area()}"


class Square(Shape):
    name = "square"
    def __init__(self, side): self.side = side
    def area(self): return self.side ** 2


class Half(Shape):
    name = "half"


print(Square(3).describe(), isinstance(Square(1), Shape), Shape.__abstractmethods__ == {"area", "name"})
for cls in (Shape, Half):
    try:
        cls()
    except TypeError as error:
        print(error)


@Shape.register
class Duck:
    pass


print(isinstance(Duck(), Shape), issubclass(Duck, Shape), issubclass(int, Shape))


class Closable(metaclass=ABCMeta):
    @classmethod
    def __subclasshook__(cls, other): return hasattr(other, "close") or NotImplemented


class File:
    def close(self): pass


print(issubclass(File, Closable), issubclass(int, Closable), isinstance(File(), Closable))
print([isinstance(x, Iterable) for x in ([], {}, "", 5, iter([]))])
print([isinstance(x, Iterator) for x in ([], iter([]), (i for i in []))])
print([isinstance(x, Hashable) for x in (1, [], ())], [isinstance(x, Sized) for x in ("", 5)])
print(isinstance(len, Callable), isinstance([], Sequence), isinstance({}, Mapping))
print(isinstance({}, Sequence), isinstance(range(3), Sequence), isinstance("", Sequence))
print(isinstance(set(), Set), isinstance({}.keys(), Set), issubclass(dict, MutableMapping))
print(issubclass(tuple, MutableSequence))


class Squares(Sequence):
    def __init__(self, n): self.n = n
    def __len__(self): return self.n

    def __getitem__(self, i):
        if isinstance(i, slice):
            return [self[j] for j in range(*i.indices(self.n))]
        if not -self.n <= i < self.n:
            raise IndexError(i)
        return (i % self.n) ** 2


s = Squares(5)
print(list(s), 9 in s, s.index(16), s.count(4), list(reversed(s)), s[-1], s[1:3])


class Folded(MutableMapping):
    def __init__(self, **items): self.data = {}; self.update(items)
    def __getitem__(self, k): return self.data[k.lower()]
    def __setitem__(self, k, v): self.data[k.lower()] = v
    def __delitem__(self, k): del self.data[k.lower()]
    def __iter__(self): return iter(self.data)
    def __len__(self): return len(self.data)


f = Folded(A=1, b=2)
f["C"] = 3
print(f["a"], "B" in f, f.get("zz", 0), f.pop("c"), sorted(f.items()), f.setdefault("N", 5), len(f))
print(dict(f), f == {"a": 1, "b": 2, "n": 5})


class Bits(Set):
    def __init__(self, items): self.mask = sum({1 << i for i in items})
    def __contains__(self, i): return bool(self.mask >> i & 1)
    def __iter__(self): return (i for i in range(self.mask.bit_length()) if i in self)
    def __len__(self): return bin(self.mask).count("1")


a, b = Bits([1, 2, 3]), Bits([3, 4])
print(list(a | b), list(a & b), list(a - b), list(a ^ b), a <= b, Bits([3]) < a)
print(a == Bits([3, 2, 1]), a.isdisjoint(Bits([9])))
try:
    class Missing(Sequence):
        def __len__(self): return 0
    Missing()
except TypeError as error:
    print(error)
