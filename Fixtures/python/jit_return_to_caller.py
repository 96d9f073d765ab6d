# Loops in called functions, in generators and in constructors lead back into the loop that called them: results, frames,
# variables and tracebacks must be those of the caller, whoever that is.


def find(node, path):
    for key in path:
        node = node[key]
    return node


def early(items, wanted):
    for item in items:
        if item == wanted:
            return item * 2
    return -1


class Sum:
    def __init__(self, n):
        total = 0
        for i in range(n):
            total += i
        self.total = total

    def __add__(self, other):
        for i in range(3):
            if i == other:
                return NotImplemented
        return self.total + other

    def __getitem__(self, index):
        found = 0
        for i in range(index):
            found += i * 0.5
        return found

    @property
    def half(self):
        n = 0
        while n * 2 < self.total:
            n += 1
        return n


class Other:
    def __radd__(self, other):
        return "reflected"


def callers(n):
    data = {1: {2: {3: 7.5}}, 2: {2: {3: [1, 2]}}}
    paths = [(1, 2, 3), (2, 2, 3), (2, 2), (1, 2)]
    number, count, text = 0.0, 0, []
    for i in range(n):
        for path in paths:
            value = find(data, path)
            number += value if isinstance(value, float) else len(value)
        count += Sum(i % 7).total
        count += early([1, 2, 3, 4, 5], i % 8)
        first = early((5, 6, 7), 6) + early([1.5, 2.5], 2.5)
        object = Sum(5)
        count += object + 7
        number += object[i % 4]
        count += object.half
        if i % 50 == 0:
            text.append(str((find({0: i}, (0,)), first)))
    return number, count, text


def inner(n):
    for i in range(n):
        yield i * 1.5
    return n


def squares(n):
    k = 0
    while k < n:
        k += 1
        if k % 3:
            yield k * k


def both(n):
    a = yield from inner(n % 5)
    b = yield from squares(n % 7)
    yield a, b


def generators(n):
    total, seen = 0, []
    for i in range(n):
        for x in inner(i % 6):
            total += x
        for x in squares(i % 4):
            total += x
        for x in both(i):
            if isinstance(x, tuple):
                seen.append(x)
            else:
                total -= x
        iterator = squares(9)
        total += next(iterator) + next(iterator)
        for x in iterator:
            total += x
    return total, seen[-5:], len(seen)


def depth(n):
    """Recursion: each call returns into the same code, the last one elsewhere."""
    total = 0
    for i in range(3):
        total += i
    if n:
        total += depth(n - 1)
    for i in range(4):
        total += i
    return total


def walk(node):
    count = 0
    for child in node:
        count += walk(child) if isinstance(child, list) else child
    return count


def handled(n):
    """A return from inside of try and with."""
    class Manager:
        def __enter__(self):
            return self

        def __exit__(self, *arguments):
            return False

    def body(items, wanted):
        with Manager():
            for item in items:
                try:
                    if item == wanted:
                        return item
                    if item == 3:
                        raise KeyError(item)
                except KeyError:
                    continue
                finally:
                    log.append(item)
        return None

    log, out = [], []
    for i in range(n):
        out.append(body([1, 2, 3, 4], i % 6))
    return len(log), sum(x or 0 for x in out)


def failing(n):
    """The caller's line and variables are in the traceback."""
    for i in range(n):
        value = early([3, 4, 5], i % 6)
        if i == n - 1:
            value = find({}, (value,))
    return value


print(callers(400))
print(generators(300))
print(depth(60), sum(depth(i % 5) for i in range(200)))
print(walk([1, [2, [3, 4], 5], [[6]] * 50] * 30))
print(handled(300))
print([Sum(4) + Other() if i % 2 else Sum(4) + 9 for i in range(60)][-2:])
print(bytes(early([1, 2, 3], i % 4) & 255 for i in range(300))[-8:], frozenset(x % 3 for x in squares(90)),
      sorted(-x for x in inner(40))[:3])
for bad in (256, -1, "a", 2.5):
    try:
        bytes(bad if i == 250 else i for i in range(255))
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error, error.__context__)
failing(120)
