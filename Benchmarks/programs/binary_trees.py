"""Binary trees: builds and walks many short-lived trees beside one long-lived; allocation and collection."""
SIZE, SMALL = 16, 8
EXPECTED = ([(4096, 4, 126976), (256, 8, 130816), (16, 12, 131056), (1, 16, 131071)], 131071)


class Node:
    __slots__ = ("left", "right")

    def __init__(self, left, right):
        self.left = left
        self.right = right


def build(depth):
    if depth == 0:
        return Node(None, None)
    return Node(build(depth - 1), build(depth - 1))


def count(node):
    if node.left is None:
        return 1
    return 1 + count(node.left) + count(node.right)


def run(n):
    long_lived = build(n)
    results = []
    for depth in range(4, n + 1, 4):
        trees = 1 << (n - depth)
        results.append((trees, depth, sum(count(build(depth)) for _ in range(trees))))
    return results, count(long_lived)


if __name__ == "__main__":
    print(run(SMALL))
