"""Recursion and calls through compiled code: results, depth limits, exceptions and tracebacks as in the interpreter."""
import sys
import traceback


def fibonacci(n):
    if n < 2:
        return n
    return fibonacci(n - 1) + fibonacci(n - 2)


def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


def is_even(n):
    return True if n == 0 else is_odd(n - 1)


def is_odd(n):
    return False if n == 0 else is_even(n - 1)


class Node:
    def __init__(self, left, right, value):
        self.left = left
        self.right = right
        self.value = value

    def total(self):
        result = self.value
        if self.left is not None:
            result += self.left.total()
        if self.right is not None:
            result += self.right.total()
        return result


def build(depth, value=1):
    if depth == 0:
        return Node(None, None, value)
    return Node(build(depth - 1, value * 2), build(depth - 1, value * 2 + 1), value)


def mixed(n, kind):
    """Results of several types come back from the same call."""
    if n == 0:
        return (1, 2.5, "text", None, 10 ** 30)[kind]
    result = mixed(n - 1, (kind + n) % 5)
    return result if n % 2 else [result]


def permutations(items):
    if len(items) <= 1:
        return [items]
    result = []
    for i in range(len(items)):
        for rest in permutations(items[:i] + items[i + 1:]):
            result.append([items[i]] + rest)
    return result


def queens(row, n, columns, rising, falling):
    if row == n:
        return 1
    count = 0
    for column in range(n):
        if column in columns or row + column in rising or row - column in falling:
            continue
        count += queens(row + 1, n, columns | {column}, rising | {row + column}, falling | {row - column})
    return count


class Stop(Exception):
    pass


def dive(n, bottom):
    if n == bottom:
        raise Stop(n)
    return dive(n + 1, bottom) + 1


def caught(n, log):
    if n == 0:
        raise KeyError("bottom")
    try:
        return caught(n - 1, log) + 1
    except KeyError:
        log.append(n)
        if n % 3 == 0:
            return 0
        raise
    finally:
        log.append(-n)


def endless(n):
    return endless(n + 1) + 1


def deep(n):
    if n == 0:
        return 0
    return 1 + deep(n - 1)


def closure(n):
    def inner(k):
        return 0 if k == 0 else k + n + inner(k - 1)
    return inner(n)


def flatten(tree):
    if isinstance(tree, list):
        for item in tree:
            yield from flatten(item)
    else:
        yield tree


def nest(n):
    return [nest(n - 1), n, [nest(n - 2)]] if n > 1 else n


def counter(n):
    """Looks at its caller's frames from compiled code."""
    if n == 0:
        return len(traceback.extract_stack())
    return counter(n - 1)


print([fibonacci(n) for n in range(16)])
print(ackermann(2, 4), [is_even(n) for n in range(60)].count(True))
print(build(7).total(), build(3).total(), sum(build(d).total() for d in range(6)))
print([mixed(i % 7, i % 5) for i in range(400)][-20:])
print(len(permutations(list(range(5)))), permutations([1, 2, 3])[-1])
print(queens(0, 5, frozenset(), frozenset(), frozenset()))
for bottom in range(60):
    try:
        dive(0, bottom)
    except Stop as error:
        depth = len(traceback.extract_tb(error.__traceback__))
        assert depth == bottom + 2, (depth, bottom)
print("dived", depth)
for n in range(80):
    log = []
    try:
        result = caught(n % 11 + 1, log)
    except KeyError as error:
        result = len(traceback.extract_tb(error.__traceback__))
print(result, log)
for limit in (200, 1000, 300):
    sys.setrecursionlimit(limit)
    depths = set()
    for i in range(12):
        try:
            endless(0)
        except RecursionError as error:
            depths.add(len(traceback.extract_tb(error.__traceback__)) - limit)
            message = str(error)
    print(limit, depths, message)
sys.setrecursionlimit(30000)
print([deep(n) for n in (10, 100, 1000, 5000, 3)])
print(sum(deep(n % 50) for n in range(100)))
sys.setrecursionlimit(1000)
print(sum(closure(n % 20) for n in range(100)))
print(sum(flatten(nest(10))))
base = counter(0)
print({counter(n) - base - n for n in range(40)})
print([fibonacci(n) for n in (5, 12.0, True, 17)])


def redefined(n):
    return n if n <= 0 else redefined(n - 1) + 1


original = redefined
results = []
for i in range(300):
    results.append(original(10))
    if i == 200:
        def redefined(n):
            return -100
    if i == 250:
        original.__code__ = (lambda n: n * 7).__code__
print(results[0], results[200:203], results[251:253])


def sort_key(n):
    return -n if n < 3 else sort_key(n - 3)


print(sorted(range(300), key=sort_key)[:5], max(range(300), key=sort_key))
