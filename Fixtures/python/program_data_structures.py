# Linked list, stack, queue, heap, trie, union-find, graph searches: classes with the container protocol.
class Node:
    __slots__ = ("value", "next")
    def __init__(self, value, next=None): self.value, self.next = value, next


class LinkedList:
    def __init__(self, items=()):
        self.head = None
        for item in reversed(list(items)):
            self.head = Node(item, self.head)

    def __iter__(self):
        node = self.head
        while node:
            yield node.value
            node = node.next

    def __len__(self): return sum(1 for _ in self)
    def __repr__(self): return "LinkedList(" + " -> ".join(map(repr, self)) + ")"

    def __getitem__(self, index):
        if isinstance(index, slice):
            return LinkedList(list(self)[index])
        for i, value in enumerate(self):
            if i == index:
                return value
        raise IndexError(f"index {index} out of range")

    def __add__(self, other): return LinkedList([*self, *other])
    def __eq__(self, other): return list(self) == list(other)
    def __contains__(self, value): return any(v == value for v in self)

    def reverse(self):
        previous, node = None, self.head
        while node:
            node.next, previous, node = previous, node, node.next
        self.head = previous
        return self


l = LinkedList([1, 2, 3])
print(l, len(l), l[1], l[1:], l + LinkedList("ab"), 2 in l, 9 in l, l == [1, 2, 3], l.reverse())
print(sorted(l), list(map(str, l)), LinkedList(), bool(LinkedList()))
try:
    l[7]
except IndexError as error:
    print(error)


class Trie:
    def __init__(self): self.children, self.end = {}, False

    def insert(self, word):
        node = self
        for c in word:
            node = node.children.setdefault(c, Trie())
        node.end = True
        return self

    def words(self, prefix=""):
        if self.end:
            yield prefix
        for c, child in sorted(self.children.items()):
            yield from child.words(prefix + c)

    def complete(self, prefix):
        node = self
        for c in prefix:
            node = node.children.get(c)
            if node is None:
                return []
        return list(node.words(prefix))


trie = Trie()
for word in "car card care cat dog do done".split():
    trie.insert(word)
print(trie.complete("car"), trie.complete("do"), trie.complete("x"), len(list(trie.words())))


class UnionFind:
    def __init__(self, items): self.parent = {i: i for i in items}

    def find(self, x):
        while self.parent[x] != x:
            self.parent[x] = self.parent[self.parent[x]]
            x = self.parent[x]
        return x

    def union(self, a, b):
        a, b = self.find(a), self.find(b)
        self.parent[a] = b
        return a != b


edges = [(7, "a", "b"), (5, "b", "c"), (8, "a", "c"), (9, "b", "d"), (7, "c", "d"), (5, "d", "e"), (6, "c", "e"),
         (1, "f", "g")]
sets = UnionFind("abcdefg")
tree = [(w, a, b) for w, a, b in sorted(edges) if sets.union(a, b)]
print(tree, sum(w for w, *_ in tree), len({sets.find(x) for x in "abcdefg"}))


class MinHeap:
    def __init__(self): self.items = []
    def __len__(self): return len(self.items)

    def push(self, item):
        self.items.append(item)
        i = len(self.items) - 1
        while i and self.items[i] < self.items[(i - 1) // 2]:
            j = (i - 1) // 2
            self.items[i], self.items[j] = self.items[j], self.items[i]
            i = j

    def pop(self):
        top, last = self.items[0], self.items.pop()
        if self.items:
            self.items[0] = last
            i = 0
            while True:
                child = min((c for c in (2 * i + 1, 2 * i + 2) if c < len(self.items)), key=self.items.__getitem__,
                            default=None)
                if child is None or self.items[i] <= self.items[child]:
                    break
                self.items[i], self.items[child] = self.items[child], self.items[i]
                i = child
        return top


heap = MinHeap()
for v in [5, 3, 8, 1, 9, 2, 7, 2]:
    heap.push(v)
print([heap.pop() for _ in range(len(heap))])
graph = {"shirt": ["tie", "belt"], "tie": ["jacket"], "pants": ["shoes", "belt"], "belt": ["jacket"],
         "socks": ["shoes"]}


def topological(graph):
    state, order = {}, []

    def visit(node):
        if state.get(node) == "open":
            raise ValueError(f"cycle at {node}")
        if node not in state:
            state[node] = "open"
            for other in graph.get(node, ()):
                visit(other)
            state[node] = "closed"
            order.append(node)
    for node in graph:
        visit(node)
    return order[::-1]


print(topological(graph))
try:
    topological({"a": ["b"], "b": ["a"]})
except ValueError as error:
    print(error)


class Matrix:
    def __init__(self, rows): self.rows = [list(r) for r in rows]

    def __matmul__(self, other):
        columns = list(zip(*other.rows))
        return Matrix([[sum(a * b for a, b in zip(row, column)) for column in columns] for row in self.rows])

    def __add__(self, other): return Matrix([[a + b for a, b in zip(r, s)] for r, s in zip(self.rows, other.rows)])
    def __mul__(self, k): return Matrix([[a * k for a in r] for r in self.rows])
    __rmul__ = __mul__
    def __getitem__(self, key): return self.rows[key[0]][key[1]]
    def __eq__(self, other): return self.rows == other.rows
    def __str__(self): return "\n".join(" ".join(f"{a:4}" for a in r) for r in self.rows)

    def __pow__(self, n):
        result = Matrix([[int(i == j) for j in range(len(self.rows))] for i in range(len(self.rows))])
        while n:
            if n & 1:
                result = result @ self
            self = self @ self
            n >>= 1
        return result

    @property
    def T(self): return Matrix(zip(*self.rows))


m = Matrix([[1, 1], [1, 0]])
print(m ** 90 @ m == m ** 91, (m ** 90)[0, 1], 3 * m + m.T, m.T.T == m, sep="\n")
