# Iterators can be copied and pickled: they go on where they were.
import copy
import itertools
import operator
import pickle
from array import array


def rest(iterator, limit=6):
    return list(itertools.islice(iterator, limit))


def show(name, make, steps=(0, 2)):
    for count in steps:
        iterator = make()
        for _ in range(count):
            next(iterator, None)
        copies = [copy.copy(iterator), copy.deepcopy(iterator)]
        copies += [pickle.loads(pickle.dumps(iterator, protocol)) for protocol in (0, 2, 4)]
        # The first copy may share its source with the iterator.
        results = [rest(item) for item in copies[1:]]
        print(name, count, results[0], all(result == results[0] for result in results), rest(iterator) == results[0])


class Items:
    def __getitem__(self, index):
        if index > 4:
            raise IndexError
        return index * 10


show("list", lambda: iter([1, 2, 3, 4]))
show("tuple", lambda: iter((1, 2, 3, 4)), (0, 4, 5))
show("str", lambda: iter("höhe"))
show("bytes", lambda: iter(b"bytes"))
show("sequence", lambda: iter(Items()))
show("range", lambda: iter(range(10, 0, -3)), (0, 1, 5))
show("long range", lambda: iter(range(2**70, 2**70 + 4)))
show("reversed", lambda: reversed([1, 2, 3]), (0, 2, 4))
show("reversed items", lambda: reversed((1, 2, 3)), (0, 2, 4))
show("dict", lambda: iter({"a": 1, "b": 2, "c": 3}))
show("items", lambda: iter({"a": 1, "b": 2, "c": 3}.items()))
show("values", lambda: reversed({"a": 1, "b": 2, "c": 3}.values()))
show("set", lambda: iter({1, 2, 3}))
show("array", lambda: iter(array("h", [5, 6, 7])), (0, 1, 4))
show("enumerate", lambda: enumerate("abcd", 3))
show("zip", lambda: zip("abcd", range(9)))
show("map", lambda: map(operator.add, [1, 2, 3], [4, 5, 6]))
show("filter", lambda: filter(None, [0, 1, 2, 0, 3, 4]))
show("count", lambda: itertools.count(5, 2))
show("cycle", lambda: itertools.cycle("abc"), (0, 2, 3, 5))
show("repeat", lambda: itertools.repeat("x", 4))
show("chain", lambda: itertools.chain("ab", "cd"), (0, 1, 2, 5))
show("accumulate", lambda: itertools.accumulate([1, 2, 3, 4], initial=10), (0, 1, 3))
show("compress", lambda: itertools.compress("abcdef", [1, 0, 1, 1, 0, 1]))
show("dropwhile", lambda: itertools.dropwhile(bool, [1, 0, 2, 3]))
show("takewhile", lambda: itertools.takewhile(bool, [1, 2, 0, 3]), (0, 1, 3))
show("filterfalse", lambda: itertools.filterfalse(None, [0, 1, 0, "", ()]))
show("starmap", lambda: itertools.starmap(pow, [(2, 3), (3, 2), (4, 1)]))
show("zip_longest", lambda: itertools.zip_longest("abc", "d", fillvalue="-"))
show("islice", lambda: itertools.islice(range(20), 1, 9, 3), (0, 2, 4))
show("groupby", lambda: ((key, list(group)) for key, group in itertools.groupby("aabbc")) and iter("ab"))
show("product", lambda: itertools.product("ab", [1, 2]), (0, 1, 3, 5))
show("combinations", lambda: itertools.combinations("abcd", 2), (0, 1, 4, 7))
show("multisets", lambda: itertools.combinations_with_replacement("abc", 2))
show("permutations", lambda: itertools.permutations("abcd", 3), (0, 1, 7))

for make in (lambda: iter([1, 2, 3]), lambda: iter("abc"), lambda: reversed([1, 2, 3]), lambda: iter(range(3))):
    iterator = make()
    iterator.__setstate__(1)
    print(list(iterator))
print(list(zip("ab", "c")), pickle.loads(pickle.dumps(zip("ab", "cd", strict=True))).__reduce__()[2:])
