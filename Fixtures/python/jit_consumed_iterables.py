# Built-in functions that drain iterables written in Python: by __next__, by a generator, by a list's iterator.


class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n


class Tree:
    def __init__(self, value, *children):
        self.value, self.children = value, children

    def __iter__(self):
        yield self.value
        for child in self.children:
            yield from child


class Wrapped:
    def __init__(self, items):
        self.items = items

    def __iter__(self):
        return iter(self.items)


class Sized(Wrapped):
    asked = 0

    def __len__(self):
        Sized.asked += 1
        return 3


class Hinted(Wrapped):
    asked = 0

    def __length_hint__(self):
        Hinted.asked += 1
        return 2


class Bytes(Wrapped):
    def __bytes__(self):
        return b"asked"


def drain(make):
    return (sum(make()), any(make()), all(make()), list(make()), tuple(make()), sorted(make()), min(make()),
            max(make()), len(set(make())), len(frozenset(make())), sum(make(), 0.5), bytes(make()),
            bytearray(make()))


def all_of_them(n):
    for i in range(n):
        rows = [drain(lambda: Countdown(i % 5 + 1)), drain(lambda: Tree(i % 7, Tree(1), Tree(2, Tree(3)))),
                drain(lambda: Wrapped([3, i % 4, 1])), drain(lambda: Sized((4, 5))), drain(lambda: Hinted({6: 7}))]
        asked = bytes(Bytes([1, 2])), list(Bytes([1, 2]))
    return rows + [asked]


for row in all_of_them(60):
    print(row)
print(Sized.asked > 0, Hinted.asked > 0)


class Words:
    def __init__(self, *words):
        self.words = words

    def __iter__(self):
        for word in self.words:
            yield word


def joined(n):
    out = []
    for i in range(n):
        out.append("-".join(Words("a", "b" * (i % 3), "c")))
        try:
            out.append("".join(Words("a", i)))
        except TypeError as error:
            out.append(str(error))
    return out[-4:]


print(joined(60))


class Failing:
    def __init__(self, after):
        self.after = after

    def __iter__(self):
        return self

    def __next__(self):
        self.after -= 1
        if self.after < 0:
            raise LookupError("no more")
        return self.after


class NoIterator:
    def __iter__(self):
        return 5


def errors(n):
    out = []
    for i in range(n):
        for function in (sum, list, max, set, any, sorted):
            for make in (lambda: Failing(i % 4), NoIterator, lambda: Countdown(0), lambda: Wrapped(5)):
                try:
                    out.append(function(make()))
                except (LookupError, TypeError, ValueError) as error:
                    depth, entry = 0, error.__traceback__
                    while entry:
                        depth, entry = depth + 1, entry.tb_next
                    out.append((type(error).__name__, str(error), depth))
    return out[-24:]


for one in errors(40):
    print(one)


def changed(n):
    """A class gets another way of iterating, and a length."""
    class Box:
        def __iter__(self):
            return iter((1, 2, 3))

    out = []
    for i in range(n):
        if i == n // 3:
            Box.__iter__ = lambda self: iter([10])
        elif i == n // 2:
            Box.__len__ = lambda self: 7
        elif i == n - 10:
            Box.__iter__ = None
        try:
            out.append((sum(Box()), list(Box())))
        except TypeError as error:
            out.append(str(error))
    return out[::n // 8]


print(changed(120))


def nested(depth):
    return sum(Tree(depth, *[Tree(nested(depth - 1))] * 2)) if depth else 1


print(nested(7), [nested(i % 4) for i in range(60)][-4:])
print(next(Countdown(5)), next(Countdown(0), "end"), sum(Countdown(5), start=10), min(Countdown(0), default=3))
