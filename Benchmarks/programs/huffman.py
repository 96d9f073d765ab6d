"""Huffman coding: a heap of tree nodes, codes in a dict, encoding to text of bits and back."""
import heapq
from collections import Counter

SIZE, SMALL = 400000, 200
EXPECTED = (1635739, True, '01', 32)


class Leaf:
    def __init__(self, symbol):
        self.symbol = symbol

    def codes(self, prefix, table):
        table[self.symbol] = prefix or "0"


class Branch:
    def __init__(self, left, right):
        self.left, self.right = left, right

    def codes(self, prefix, table):
        self.left.codes(prefix + "0", table)
        self.right.codes(prefix + "1", table)


def build(text):
    heap = [(count, order, Leaf(symbol)) for order, (symbol, count) in enumerate(sorted(Counter(text).items()))]
    heapq.heapify(heap)
    order = len(heap)
    while len(heap) > 1:
        a, _, left = heapq.heappop(heap)
        b, _, right = heapq.heappop(heap)
        heapq.heappush(heap, (a + b, order, Branch(left, right)))
        order += 1
    return heap[0][2]


def decode(bits, tree):
    out = []
    node = tree
    for bit in bits:
        node = node.left if bit == "0" else node.right
        if isinstance(node, Leaf):
            out.append(node.symbol)
            node = tree
    return "".join(out)


def make_text(n):
    seed = 3
    letters = []
    for _ in range(n):
        seed = (seed * 1664525 + 1013904223) & 0xFFFFFFFF
        a, b = (seed >> 8) & 31, (seed >> 16) & 31
        letters.append("abcdefghijklmnopqrstuvwxyz .,;!?"[a & b])
    return "".join(letters)


def run(n):
    text = make_text(n)
    tree = build(text)
    table = {}
    tree.codes("", table)
    bits = "".join([table[c] for c in text])
    return len(bits), decode(bits, tree) == text, table["a"], len(table)


if __name__ == "__main__":
    print(run(SMALL))
