# Generators: laziness, state, return values, iteration protocol.
def count(n):
    print("started")
    i = 0
    while i < n:
        yield i
        i += 1
    print("finished")
    return "result"


g = count(2)
print("made", next(g), next(g))
try:
    next(g)
except StopIteration as stop:
    print("stop", stop.value)
print(next(g, "exhausted"), list(g), list(count(3)))


def fibonacci():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b


print([x for x, _ in zip(fibonacci(), range(10))])


def squares(numbers):
    for n in numbers:
        yield n * n


print(sum(squares(range(10))), max(squares([3, -5, 2])), tuple(squares([])))
print(sorted(squares([3, 1])), 9 in squares([1, 3]))
a, *b = squares(range(4))
print(a, b, [*squares([1, 2])], {*squares([1, 2])}, dict(zip("ab", squares([5, 6]))), "-".join(map(str, squares([7]))))


def chain(*iterables):
    for iterable in iterables:
        yield from iterable


print(list(chain([1], (2, 3), "ab", range(2), chain([9], {}))))


def delegate():
    result = yield from count(1)
    yield "got " + result


print(list(delegate()))


class Tree:
    def __init__(self, value, left=None, right=None): self.value, self.left, self.right = value, left, right

    def __iter__(self):
        if self.left:
            yield from self.left
        yield self.value
        if self.right:
            yield from self.right


print(list(Tree(4, Tree(2, Tree(1), Tree(3)), Tree(6, Tree(5)))))
lazy = (print("evaluated", x) or x * 2 for x in [1, 2])
print("lazy", next(lazy))
print(list(lazy))
print(sum(x * y for x in range(4) for y in range(x) if (x + y) % 2), any(x > 3 for x in range(10)))


def empty():
    return
    yield


print(list(empty()), next(empty(), None))


def conditional(flag):
    if flag:
        x = yield 1
        print("x is", x)
    y = yield
    print("y is", y)


print(list(conditional(True)), list(conditional(False)))
print(type(count(1)).__name__, iter(g) is g, count(1).__name__, count.__name__)
g = count(5)
for i in g:
    if i == 1:
        break
print(next(g), list(g))


def permutations(items):
    if not items:
        yield []
    for i, item in enumerate(items):
        for rest in permutations(items[:i] + items[i + 1:]):
            yield [item] + rest


print(["".join(p) for p in permutations("abc")])
pipeline = (line.strip() for line in [" a ", "b ", "", " c"])
print(list(word.upper() for word in pipeline if word))
