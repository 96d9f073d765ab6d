# Classes derived from native iterators: their own `__next__` is called wherever the iterator is used.
import itertools


class Counted:
    count = 0

    def __next__(self):
        Counted.count += 1
        return super().__next__()


def derive(base):
    return type("My" + base.__name__, (Counted, base), {})


makers = [
    lambda: derive(map)(str, [1, 2, 3]),
    lambda: derive(filter)(None, [0, 1, 2, 3]),
    lambda: derive(zip)("abc", range(3)),
    lambda: derive(enumerate)("abc"),
    lambda: derive(reversed)([1, 2, 3]),
    lambda: derive(itertools.chain)([1], [2, 3]),
    lambda: derive(itertools.islice)(range(9), 3),
    lambda: derive(itertools.accumulate)([1, 2, 3]),
    lambda: derive(itertools.product)("ab", "c"),
]


def by_loop(iterator):
    found = []
    for item in iterator:
        found.append(item)
    return found


def by_next(iterator):
    found = []
    while (item := next(iterator, None)) is not None:
        found.append(item)
    return found


def unpacked(iterator):
    first, *rest = iterator
    return [first, *rest]


def by_pairs(iterator):
    return [(a, b) for a, b in zip(iterator, itertools.count())]


for use in by_loop, by_next, unpacked, list, sorted, by_pairs:
    for make in makers:
        Counted.count = 0
        print(use.__name__, type(iterator := make()).__name__, use(iterator), Counted.count)


class Doubled(map):
    def __next__(self):
        return super().__next__() * 2


class Plain(zip):
    pass


class Pairs(enumerate):
    def __next__(self):
        number, item = super().__next__()
        return item, -number


total = 0
for round in range(60):
    for number in Doubled(int, range(5)):
        total += number
    for a, b in Plain(range(4), range(4)):
        total += a * b
    for item, number in Pairs([7, 8]):
        total += item + number
print(total, sum(Doubled(abs, [-1, 2])), max(Doubled(abs, [-1, 2])), 4 in Doubled(abs, [2]), dict(Pairs("ab")))


class Groups(itertools.groupby):
    def __next__(self):
        key, items = super().__next__()
        return key.upper(), list(items)


print(list(Groups("aabbb")), [key for key, items in Groups("xyz")])


class Ending(map):
    def __next__(self):
        raise StopIteration("over")


print(list(Ending(str, [1])), next(Ending(str, [1]), "none"))
try:
    next(Ending(str, [1]))
except StopIteration as end:
    print(repr(end))
