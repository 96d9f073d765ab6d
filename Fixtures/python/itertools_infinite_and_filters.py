# itertools: count, cycle, repeat, accumulate, chain, compress, tee,
# dropwhile, takewhile, filterfalse, islice, pairwise, starmap.
import itertools as it
import operator

print(list(it.islice(it.count(), 4)), list(it.islice(it.count(10, -3), 4)))
print(list(it.islice(it.count(0.5, 0.25), 4)), it.count(5), it.count(2, 3))
print(list(it.islice(it.count(2 ** 62 - 1), 3)), next(it.count(step=5)))
print(list(it.islice(it.cycle("abc"), 7)), list(it.cycle([])), list(it.repeat("x", 3)))
print(list(it.repeat(1, 0)), list(it.islice(it.repeat(None), 2)), it.repeat(5, 2), it.repeat("a"))
print(list(map(pow, range(5), it.repeat(2))))
print(list(it.accumulate([1, 2, 3, 4])), list(it.accumulate([3, 1, 4], max)))
print(list(it.accumulate([1, 2, 3], operator.mul, initial=10)), list(it.accumulate([])))
print(list(it.accumulate([], initial=5)), list(it.accumulate("abc")))
print(list(it.accumulate([[1], [2]])))
print(list(it.chain("ab", [1], ())), list(it.chain()), list(it.chain.from_iterable(["ab", "cd"])))
print(list(it.chain.from_iterable(range(n) for n in range(4))))
print(list(it.compress("abcdef", [1, 0, 1, 0, 1])), list(it.compress([], [1])))
print(list(it.dropwhile(lambda x: x < 3, [1, 2, 5, 1, 0])))
print(list(it.takewhile(lambda x: x < 3, [1, 2, 5, 1, 0])))
print(list(it.filterfalse(lambda x: x % 2, range(8))), list(it.filterfalse(None, [0, 1, "", "a"])))
print(list(it.islice("abcdefgh", 3)), list(it.islice("abcdefgh", 2, 5)))
print(list(it.islice("abcdefgh", 1, None, 3)), list(it.islice("abc", None)))
print(list(it.islice("abc", 10, 20)), list(it.islice(range(10), 0, 10, 4)), list(it.islice([], 5)))
print(list(it.pairwise("abcd")), list(it.pairwise([1])), list(it.pairwise([])))
print(list(it.starmap(pow, [(2, 3), (3, 2)])), list(it.starmap(max, [(1, 5, 2), [7, 3]])))
print(list(it.zip_longest("abc", "x")), list(it.zip_longest("ab", [1, 2, 3], fillvalue="-")))
print(list(it.zip_longest()))
a, b = it.tee([1, 2, 3])
print(next(a), next(a), list(b), list(a))
x, y, z = it.tee(iter(range(4)), 3)
print(list(x), next(y), list(z), list(y), it.tee([], 0))
c = it.cycle(iter([1, 2]))
print([next(c) for _ in range(5)])
source = iter(range(10))
print(list(it.islice(source, 3)), next(source), list(it.islice(source, 1, 4)), list(source))
taken = iter([1, 2, 9, 3])
print(list(it.takewhile(lambda v: v < 5, taken)), list(taken))
for action in (lambda: it.count("a"), lambda: it.cycle(5), lambda: it.repeat(), lambda: it.chain(5).__next__(),
               lambda: it.islice([1], -1), lambda: it.islice([1], 0, -1), lambda: it.islice([1], 0, 5, 0),
               lambda: it.islice([1]), lambda: it.islice([1], "a"), lambda: list(it.starmap(pow, [1])),
               lambda: it.accumulate(5), lambda: list(it.accumulate([1, "a"])), lambda: it.tee([1], -1),
               lambda: it.pairwise(5), lambda: it.takewhile(5), lambda: list(it.takewhile(5, [1])),
               lambda: it.zip_longest(5), lambda: it.compress([1]), lambda: list(it.chain.from_iterable([1]))):
    try:
        print(action())
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
print(list(it.accumulate(range(1, 6), lambda a, b: a * b)), [sum(g) for g in ([1, 2], [3])])
print(list(it.islice(it.accumulate(it.repeat(2), operator.mul), 10)), dict(zip("abc", it.count(1))))
print(sum(it.islice(it.count(), 100)))


def batched(iterable, n):
    iterator = iter(iterable)
    while batch := tuple(it.islice(iterator, n)):
        yield batch


print(list(batched("abcdefg", 3)), list(zip(it.count(), "ab")))
print(next(it.filterfalse(str.isdigit, "12x3")), list(it.chain(*[[1, 2], [3]])))
print(type(it.chain()).__name__, iter(c) is c)
log = []
lazy = it.chain((log.append("first") or v for v in [1]), (log.append("second") or v for v in [2]))
print(log, next(lazy), log, next(lazy), log)
