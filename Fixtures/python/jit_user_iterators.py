"""Iterators written in Python in hot loops: their items, their ends, and what else they raise."""
import traceback


class Count:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n


class Pairs(Count):
    def __next__(self):
        value = super().__next__()
        return value, value * value


class Ended(StopIteration):
    pass


class Various(Count):
    def __next__(self):
        if self.n <= 0:
            raise (StopIteration(5), Ended(self.n), StopIteration)[-self.n % 3]
        self.n -= 1
        return (self.n, self.n * 0.5, "text")[self.n % 3]


class Failing(Count):
    def __next__(self):
        if self.n == 3:
            raise ValueError("three")
        return super().__next__()


class Delegating:
    def __init__(self, items):
        self.items = iter(items)

    def __iter__(self):
        return self

    def __next__(self):
        return next(self.items)


class Caught(Delegating):
    def __next__(self):
        try:
            return next(self.items)
        except StopIteration:
            raise
        finally:
            Caught.calls += 1


def total(iterable):
    result = 0
    for x in iterable:
        result += x
    else:
        result += 1000
    return result


def pairs(n):
    result = 0
    for x, y in Pairs(n):
        if x == 3:
            continue
        result += y - x
    return result


def various(n):
    items = []
    for x in Various(n):
        items.append(x)
        if len(items) > 50:
            break
    return items[-3:], len(items)


def failing(n):
    seen = 0
    try:
        for x in Failing(n):
            seen += x
    except ValueError as error:
        return seen, [(f.name) for f in traceback.extract_tb(error.__traceback__)]


def nested(n):
    result = 0
    for x in Count(n):
        for y in Count(x % 7):
            for z in Delegating([1, y, 3]):
                result += x * y + z
    return result


def handled(n):
    result = []
    try:
        raise KeyError(n)
    except KeyError as error:
        for x in Count(n):
            result.append(x)
        result.append(error.__context__)
    return len(result), result[-1]


Caught.calls = 0
print(total(Count(300)), [total(Count(n)) for n in range(60)][-3:])
print(pairs(200), various(100), [various(n) for n in range(12)])
print([failing(n) for n in range(4, 70)][-1], failing(2))
print(nested(60), total(Delegating(range(200))), total(Caught(range(200))), Caught.calls)
print(handled(100), [x for x in Count(9)], list(Count(4)), sum(Count(400)))
print([sum(x for x in Count(n)) for n in range(40)][-2:])


class Changing:
    def __iter__(self):
        return self

    def __next__(self):
        self.left -= 1
        if self.left < 0:
            raise StopIteration
        return self.left


def other(self):
    self.left -= 2
    if self.left < 0:
        raise StopIteration
    return -self.left


results = []
for i in range(30):
    changing = Changing()
    changing.left = 50
    for x in changing:
        if i == 20 and x == 25:
            Changing.__next__ = other
    results.append(x)
print(results)
