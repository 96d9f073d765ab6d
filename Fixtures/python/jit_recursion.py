# Recursion inside hot loops and recursion that is hot itself.
import sys


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


def even(n):
    return True if n == 0 else odd(n - 1)


def odd(n):
    return False if n == 0 else even(n - 1)


def depth_sum(tree):
    if tree is None:
        return 0
    left, value, right = tree
    return depth_sum(left) + value + depth_sum(right)


def build(low, high):
    if low >= high:
        return None
    middle = (low + high) // 2
    return build(low, middle), middle, build(middle + 1, high)


def flatten(items):
    out = []
    for item in items:
        if isinstance(item, list):
            out.extend(flatten(item))
        else:
            out.append(item)
    return out


def nested_loops(n):
    if n == 0:
        return 1
    total = 0
    for i in range(n):
        total += nested_loops(n - 1 - i)
    return total


def hanoi(n, a, b, c, moves):
    if n:
        hanoi(n - 1, a, c, b, moves)
        moves.append((a, c))
        hanoi(n - 1, b, a, c, moves)


def in_loop(n):
    total = 0
    for i in range(n):
        total += fib(i % 9) + even(i % 13)
        if i % 100 == 99:
            print(i, total)
    return total


def too_deep(n):
    return too_deep(n + 1) + 1


def limited(rounds):
    caught = 0
    for i in range(rounds):
        try:
            too_deep(0)
        except RecursionError as error:
            caught += 1
            text = str(error)
    return caught, text


def memo(n, cache={}):
    if n in cache:
        return cache[n]
    cache[n] = result = n if n < 2 else (memo(n - 1) * 3 + memo(n - 2)) % 1000007
    return result


class Node:
    def __init__(self, value):
        self.value, self.left, self.right = value, None, None

    def insert(self, value):
        side = "left" if value < self.value else "right"
        child = getattr(self, side)
        if child is None:
            setattr(self, side, Node(value))
        else:
            child.insert(value)

    def __iter__(self):
        if self.left:
            yield from self.left
        yield self.value
        if self.right:
            yield from self.right


print(fib(15), ackermann(2, 6), even(300), odd(301))
print(depth_sum(build(0, 500)))
print(flatten([1, [2, [3, [4, [5, []]], 6]], [[7]]] * 40)[:9])
print(nested_loops(9))
moves = []
hanoi(8, "a", "b", "c", moves)
print(len(moves), moves[:3])
print(in_loop(400))
sys.setrecursionlimit(300)
print(limited(20))
sys.setrecursionlimit(1000)
print(memo(400))
root = Node(500)
for k in range(400):
    root.insert(k * 7919 % 1000)
values = list(root)
print(values == sorted(values), len(values), sum(root))
