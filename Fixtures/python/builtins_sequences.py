# enumerate, zip, map, filter, reversed, sorted, min, max, sum, any, all, iter, next.
print(list(enumerate("abc")), list(enumerate("ab", 5)), list(enumerate([], 1)))
print(list(enumerate("a", start=-1)), dict(enumerate("xy")))
print(list(zip()), list(zip("abc")), list(zip("abc", [1, 2])), list(zip(range(3), "ab", (9, 8, 7))))
print(dict(zip("ab", "cd")), list(zip("ab", "cd", strict=True)), list(zip(*[(1, 2), (3, 4)])))
print(list(map(str, [1, 2])), list(map(lambda a, b: a + b, [1, 2], [10, 20, 30])))
print(list(map(pow, (2, 3), (3, 2))), list(map(None.__class__, [])), list(map(int, "123")))
print(list(map(len, ["a", "bb"])))
print(list(filter(None, [0, 1, "", "a", None, []])), list(filter(lambda x: x > 1, [1, 2, 3])))
print(list(filter(str.isalpha, "a1b2")), "".join(filter(str.isupper, "aBcD")))
print(list(reversed([1, 2, 3])), list(reversed("abc")), list(reversed(range(3))))
print(list(reversed((1,))), list(reversed({"a": 1, "b": 2})), list(reversed({"a": 1}.items())))
print(min(3, 1, 2), max([3, 1, 2]), min("b", "a"), max("hello"), min([], default=None))
print(max((), default=0), min([-1, 1], key=abs), max("aB", key=str.lower), min({"z": 1, "y": 2}))
print(max([1, 2], [1, 3]), max(1, 1.0), max(1.0, 1))
print(sum([1, 2, 3]), sum([]), sum([1, 2], 10), sum([0.5, 0.25]), sum([[1], [2]], []))
print(sum((x for x in range(4)), start=1), sum([True, True]), sum([1, 2.5]))
print(sum([2 ** 62, 2 ** 62]), sum({1: 2, 3: 4}))
print(any([]), all([]), any([0, 0, 1]), all([1, 1, 0]), any(x > 2 for x in range(5)), all("abc"))
print(any({0: 1}), all(x for x in (1, [0], "0")))
it = iter([1, 2, 3])
print(next(it), next(it), next(it), next(it, "default"))
values = iter([1, 2, 0, 3])
print(list(iter(lambda: next(values), 0)), next(values))


class Chunks:
    def __init__(self, data): self.data, self.position = data, 0

    def read(self):
        chunk = self.data[self.position:self.position + 3]
        self.position += 3
        return chunk


print(list(iter(Chunks("abcdefgh").read, "")))
for action in (lambda: next(iter([])), lambda: min([]), lambda: max(()), lambda: min(5), lambda: min(),
               lambda: max(1, "a"), lambda: sum(["a"]), lambda: sum("ab", ""), lambda: sum([b"a"], b""),
               lambda: sum([1], "a"), lambda: sum(5), lambda: list(zip([1], [1, 2], strict=True)),
               lambda: list(zip([1, 2], [1], strict=True)), lambda: zip(5), lambda: list(zip("ab", 5)), lambda: map(),
               lambda: map(str), lambda: list(map(5, [1])), lambda: list(map(lambda x: x, [1], [2])),
               lambda: filter(None), lambda: list(filter(5, [1])), lambda: reversed({1}), lambda: reversed(5),
               lambda: reversed(iter([])), lambda: enumerate(5), lambda: enumerate("a", "b"), lambda: any(5),
               lambda: iter(5), lambda: iter(5, 5), lambda: next([]), lambda: sorted(5), lambda: min(1, 2, default=3),
               lambda: min([1], key=5), lambda: enumerate(), lambda: max(None), lambda: max(1, 2, kay=5)):
    try:
        print(action())
    except StopIteration as stop:
        print("StopIteration", stop.args)
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
log = []
lazy = map(log.append, range(5))
print(log, next(lazy), next(lazy), log)
for index, (a, b) in enumerate(zip("ab", [1, 2]), 1):
    print(index, a, b, end="; ")
print()
source = iter(range(6))
print(list(zip(source, source)), [x for x in zip(range(5), iter("ab"))], list(zip(*[iter("abcdef")] * 3)))
short, rest = iter([1]), iter([10, 20, 30])
print(list(zip(rest, short)), list(rest))
print(list(map(max, [1, 5], [4, 2], [3, 3])), list(map(lambda *a: a, "ab", "cd")))
print([*map(str.upper, "xy")], tuple(filter(None, (0, 1))), list(map(dict.get, [{"a": 1}], ["a"])))
print(sorted(map(abs, [-3, 1])), list(enumerate(zip("a", "b"))), sum(map(len, ["ab", "c"])))
print(max(map(ord, "az")), list(filter(lambda p: p[1], enumerate([0, 5]))))
