# Deep recursion: loops whose body recurses hundreds of calls deep, directly, in pairs, through methods and through generators.
# The argument scales the work.
import sys

scale = int(sys.argv[1]) if len(sys.argv) > 1 else 1
sys.setrecursionlimit(3000)


def down(n):
    if n == 0:
        return 0
    return 1 + down(n - 1)


def even(n):
    return True if n == 0 else odd(n - 1)


def odd(n):
    return False if n == 0 else even(n - 1)


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


class Tree:
    def __init__(self, depth):
        self.left = Tree(depth - 1) if depth else None
        self.right = Tree(depth - 1) if depth else None

    def count(self):
        total = 1
        for child in (self.left, self.right):
            if child is not None:
                total += child.count()
        return total

    def walk(self):
        if self.left is not None:
            yield from self.left.walk()
        yield 1
        if self.right is not None:
            yield from self.right.walk()


total = 0
for i in range(60 * scale):
    total += down(800) + even(500) + fib(10)
print(total)
tree = Tree(9)
for i in range(4 * scale):
    total += tree.count()
    total += sum(tree.walk())
print(total)
