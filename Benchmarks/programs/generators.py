"""Generators: pipelines, tree walks by yield from, coroutines fed by send, generator expressions."""
SIZE, SMALL = 250000, 200
EXPECTED = (2604166666625000, 81378255218750, 124999, 5168234568, 12675043264)


def numbers(n):
    i = 0
    while i < n:
        yield i
        i += 1


def only_odd(source):
    for value in source:
        if value & 1:
            yield value


def squared(source):
    for value in source:
        yield value * value


class Tree:
    def __init__(self, low, high):
        middle = (low + high) // 2
        self.value = middle
        self.left = Tree(low, middle) if low < middle else None
        self.right = Tree(middle + 1, high) if middle + 1 < high else None

    def __iter__(self):
        if self.left is not None:
            yield from self.left
        yield self.value
        if self.right is not None:
            yield from self.right


def running_mean():
    total = count = 0
    mean = None
    while True:
        value = yield mean
        total += value
        count += 1
        mean = total // count


def interleave(*sources):
    active = [iter(source) for source in sources]
    while active:
        for source in active[:]:
            try:
                yield next(source)
            except StopIteration:
                active.remove(source)


def run(n):
    pipeline = sum(squared(only_odd(numbers(n))))
    tree = Tree(0, n // 4)
    walked = sum(i * v for i, v in enumerate(tree))
    mean = running_mean()
    next(mean)
    last = 0
    for value in range(0, n, 2):
        last = mean.send(value)
    mixed = sum(i ^ v for i, v in enumerate(interleave(range(n // 4), numbers(n // 8), (x * 3 for x in range(n // 8)))))
    pairs = sum(x * y for x in range(n // 400) for y in range(n // 400) if (x + y) % 3 == 0)
    return pipeline, walked, last, mixed, pairs


if __name__ == "__main__":
    print(run(SMALL))
