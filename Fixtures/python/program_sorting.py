# Sorting by hand: ten algorithms on numbers, records and texts, stability, counts of comparisons, binary trees and tries.
import random
from functools import total_ordering


def insertion(a):
    for i in range(1, len(a)):
        x, j = a[i], i
        while j and x < a[j - 1]:
            a[j] = a[j - 1]
            j -= 1
        a[j] = x


def selection(a):
    for i in range(len(a)):
        k = min(range(i, len(a)), key=a.__getitem__)
        a[i], a[k] = a[k], a[i]


def bubble(a):
    for end in range(len(a) - 1, 0, -1):
        swapped = False
        for i in range(end):
            if a[i + 1] < a[i]:
                a[i], a[i + 1] = a[i + 1], a[i]
                swapped = True
        if not swapped:
            return


def shell(a):
    gap = len(a) // 2
    while gap:
        for i in range(gap, len(a)):
            x = a[i]
            while i >= gap and x < a[i - gap]:
                a[i] = a[i - gap]
                i -= gap
            a[i] = x
        gap //= 2


def merge(a):
    if len(a) < 2:
        return
    left, right = a[:len(a) // 2], a[len(a) // 2:]
    merge(left), merge(right)
    i = j = 0
    for k in range(len(a)):
        if j == len(right) or i < len(left) and not right[j] < left[i]:
            a[k] = left[i]
            i += 1
        else:
            a[k] = right[j]
            j += 1


def quick(a, low=0, high=None):
    high = len(a) - 1 if high is None else high
    while low < high:
        pivot, i, j = a[(low + high) // 2], low, high
        while i <= j:
            while a[i] < pivot: i += 1
            while pivot < a[j]: j -= 1
            if i <= j:
                a[i], a[j] = a[j], a[i]
                i, j = i + 1, j - 1
        quick(a, low, j)
        low = i


def heap(a):
    def sink(i, end):
        while (child := 2 * i + 1) < end:
            if child + 1 < end and a[child] < a[child + 1]:
                child += 1
            if not a[i] < a[child]:
                return
            a[i], a[child] = a[child], a[i]
            i = child
    for i in reversed(range(len(a) // 2)):
        sink(i, len(a))
    for end in range(len(a) - 1, 0, -1):
        a[0], a[end] = a[end], a[0]
        sink(0, end)


class Tree:
    class Node:
        __slots__ = 'value', 'left', 'right'
        def __init__(self, value): self.value, self.left, self.right = value, None, None

    root = None

    def add(self, value):
        node = Tree.Node(value)
        if self.root is None:
            self.root = node
            return
        at = self.root
        while True:
            side = 'left' if value < at.value else 'right'
            following = getattr(at, side)
            if following is None:
                setattr(at, side, node)
                return
            at = following

    def __iter__(self):
        def walk(node):
            if node:
                yield from walk(node.left)
                yield node.value
                yield from walk(node.right)
        return walk(self.root)


def tree(a):
    made = Tree()
    for x in a:
        made.add(x)
    a[:] = made


@total_ordering
class Counted:
    comparisons = 0

    def __init__(self, key, tag):
        self.key, self.tag = key, tag

    def __lt__(self, other):
        Counted.comparisons += 1
        return self.key < other.key

    def __eq__(self, other):
        return self.key == other.key

    def __repr__(self):
        return f'{self.key}{self.tag}'


random.seed(7)
numbers = [random.randrange(1000) for _ in range(150)]
words = [''.join(random.choice('abc') for _ in range(random.randrange(1, 6))) for _ in range(60)]
for sort in [insertion, selection, bubble, shell, merge, quick, heap, tree]:
    results = []
    for data in numbers, words, [], [1], [2.5, -1, True, 0], list(range(40)), list(range(40, 0, -1)), [5] * 20:
        copy = list(data)
        sort(copy)
        results.append(copy == sorted(data))
    records = [Counted(i * 7 % 5, chr(97 + i)) for i in range(15)]
    Counted.comparisons = 0
    sort(records)
    print(sort.__name__, all(results), records if sort in (insertion, bubble, merge, tree) else [r.key for r in records], Counted.comparisons)


def radix(a, base=16):
    place = 1
    while any(x >= place for x in a):
        buckets = [[] for _ in range(base)]
        for x in a:
            buckets[x // place % base].append(x)
        a[:] = [x for bucket in buckets for x in bucket]
        place *= base


copy = list(numbers)
radix(copy)
print(copy == sorted(numbers))


class Trie:
    def __init__(self):
        self.root = {}

    def add(self, word):
        node = self.root
        for letter in word:
            node = node.setdefault(letter, {})
        node[''] = node.get('', 0) + 1

    def starting(self, prefix):
        node = self.root
        for letter in prefix:
            if letter not in node:
                return
            node = node[letter]
        stack = [(prefix, node)]
        while stack:
            word, node = stack.pop()
            if '' in node:
                yield word, node['']
            stack.extend((word + letter, below) for letter, below in sorted(node.items(), reverse=True) if letter)


trie = Trie()
for word in words:
    trie.add(word)
print(list(trie.starting('ab')), sum(count for _, count in trie.starting('')), list(trie.starting('zz')))
