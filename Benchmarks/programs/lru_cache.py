"""LRU caches: one of linked nodes and a dict, one of an ordered dict, one by functools."""
from collections import OrderedDict
from functools import lru_cache

SIZE, SMALL = 130000, 500
EXPECTED = (True, 70970, 59030, True, 1914328357)

CAPACITY = 128


class Node:
    __slots__ = ("key", "value", "newer", "older")

    def __init__(self, key=None, value=None):
        self.key, self.value = key, value
        self.newer = self.older = self


class LinkedCache:
    def __init__(self, capacity):
        self.capacity = capacity
        self.table = {}
        self.ring = Node()
        self.hits = self.misses = 0

    def unlink(self, node):
        node.newer.older = node.older
        node.older.newer = node.newer

    def link_newest(self, node):
        newest = self.ring.older
        node.newer, node.older = self.ring, newest
        newest.newer = self.ring.older = node

    def get(self, key, compute):
        node = self.table.get(key)
        if node is not None:
            self.hits += 1
            self.unlink(node)
            self.link_newest(node)
            return node.value
        self.misses += 1
        if len(self.table) >= self.capacity:
            oldest = self.ring.newer
            self.unlink(oldest)
            del self.table[oldest.key]
        node = self.table[key] = Node(key, compute(key))
        self.link_newest(node)
        return node.value


class OrderedCache:
    def __init__(self, capacity):
        self.capacity = capacity
        self.table = OrderedDict()

    def get(self, key, compute):
        try:
            self.table.move_to_end(key)
            return self.table[key]
        except KeyError:
            if len(self.table) >= self.capacity:
                self.table.popitem(last=False)
            value = self.table[key] = compute(key)
            return value


def keys(n):
    seed = 1
    for _ in range(n):
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
        a, b = (seed >> 8) % 300, (seed >> 18) % 300
        yield min(a, b)


def run(n):
    linked, ordered = LinkedCache(CAPACITY), OrderedCache(CAPACITY)
    memo = lru_cache(maxsize=CAPACITY)(lambda key: key * key)
    square = lambda key: key * key
    totals = [0, 0, 0]
    for key in keys(n):
        totals[0] += linked.get(key, square)
        totals[1] += ordered.get(key, square)
        totals[2] += memo(key)
    info = memo.cache_info()
    return totals[0] == totals[1] == totals[2], linked.hits, linked.misses, info.hits == linked.hits, totals[0]


if __name__ == "__main__":
    print(run(SMALL))
