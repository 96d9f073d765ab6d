# Frames of very different sizes on a deep stack: cells, generators, exceptions and callbacks survive its growth.
import sys
from functools import reduce

sys.setrecursionlimit(6000)


def wide(n):
    a0, a1, a2, a3, a4, a5, a6, a7, a8, a9 = range(n, n + 10)
    b = [a0, a1, a2, [a3, (a4, {a5: a6})], a7]
    if n == 0:
        return a0 + a9
    result = wide(n - 1)
    return result + a0 - a1 + a2 - a3 + len(b) + a8 - a9


print(wide(2000))


def cells(n):
    value = n

    def change(by):
        nonlocal value
        value += by
        return value

    if n == 0:
        return [change]
    inner = cells(n - 1)
    change(1000)
    return inner + [change] if n % 100 == 0 else inner


print([change(1) for change in cells(1500)])


def through_builtins(n):
    if n == 0:
        return 0
    if n % 2:
        return 1 + max(map(through_builtins, [n - 1]))
    return 1 + sorted([n - 1], key=lambda v: through_builtins(v))[0] - (n - 1) + through_builtins_once(n - 1)


def through_builtins_once(n): return reduce(lambda total, v: total + v, range(n), 0)


print(through_builtins(60))


def raises(n, log):
    try:
        if n == 0:
            raise KeyError("bottom")
        raises(n - 1, log)
    except KeyError:
        if n % 500 == 0:
            log.append(n)
        raise
    finally:
        if n % 1000 == 0:
            log.append(-n)


log = []
try:
    raises(2500, log)
except KeyError as error:
    depth = 0
    tb = error.__traceback__
    while tb:
        depth, tb = depth + 1, tb.tb_next
    print(error, log, depth)


def nested_generators(n):
    if n == 0:
        yield "leaf"
        return
    for item in nested_generators(n - 1):
        yield item
    yield n


items = list(nested_generators(300))
print(items[0], items[-1], len(items))


def varying(n, *args, **kwargs):
    if n == 0:
        return len(args), len(kwargs)
    if n % 3 == 0:
        return varying(n - 1, *args, n, **kwargs)
    if n % 3 == 1:
        return varying(n - 1, *args[-20:], **{**dict(list(kwargs.items())[-10:]), f"k{n}": n})
    return varying(n - 1, *args[:5], extra=n)


print(varying(1000))


class Deep:
    def __init__(self, n): self.child = Deep(n - 1) if n else None
    def __len__(self): return 1 if self.child is None else 1 + len(self.child)
    def __repr__(self): return "D." if self.child is None else f"D{self.child!r}"
    def __eq__(self, other): return self.child == other.child if self.child is not None else other.child is None

    def __iter__(self):
        yield 1
        if self.child is not None:
            yield from self.child


d, e = Deep(100), Deep(100)
print(len(d), repr(d)[-5:], d == e, sum(d), Deep(99) == d)
compose = reduce(lambda f, g: lambda x: g(f(x)), [lambda x, i=i: x + i for i in range(500)])
print(compose(0))


def ping(n, out): return pong(n - 1, out, n) if n else out
def pong(n, out, a, b=None, *, c=5): return ping(n - 1, out + a + c, ) if n else out


print(ping(3001, 0), ping(3000, 0))
limit_hit = 0


def runaway(): runaway()


for _ in range(5):
    try:
        runaway()
    except RecursionError:
        limit_hit += 1
print(limit_hit)


def partial_recovery(n):
    try:
        return partial_recovery(n + 1)
    except RecursionError:
        return n > 1000


print(partial_recovery(0))
