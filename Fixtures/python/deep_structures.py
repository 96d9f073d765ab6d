# Deep recursion and deep nesting that must not crash: lists, dicts, tuples, comparisons, repr, calls, generators.
import sys

deep = []
for _ in range(40000):
    deep = [deep]
try:
    repr(deep)
except RecursionError as error:
    print("repr", type(error).__name__)
other = []
for _ in range(40000):
    other = [other]
try:
    deep == other
except RecursionError as error:
    print("eq", type(error).__name__)
del deep, other


def down(n):
    try:
        return down(n + 1)
    except RecursionError:
        return n


depth = down(0)
print(900 < depth < 1000)


def generator(n):
    yield n
    if n < 200:
        yield from generator(n + 1)


print(sum(generator(0)))
sys.setrecursionlimit(20000)


def count(n): return 0 if n == 0 else 1 + count(n - 1)


print(count(15000))


class Node:
    def __init__(self, next): self.next = next
    def length(self): return 1 + (self.next.length() if self.next else 0)
    def __eq__(self, o): return self.next == o.next


a = b = None
for _ in range(3000):
    a, b = Node(a), Node(b)
print(a.length())
sys.setrecursionlimit(1000)
try:
    a == b
except RecursionError as error:
    print("__eq__", type(error).__name__)
nest = {}
inner = nest
for i in range(40000):
    inner["k"] = {}
    inner = inner["k"]
try:
    str(nest)
except RecursionError as error:
    print("dict", type(error).__name__)
chain = iter(range(5))
for _ in range(500):
    chain = map(lambda x: x + 1, chain)
print(list(chain))
f = lambda x: x
for _ in range(300):
    f = (lambda g: lambda x: g(x) + 1)(f)
print(f(0))
text = "(" * 50 + "1" + ")" * 50
print(eval(text), len(str([[[[[[]]]]]])), eval("[" * 40 + "]" * 40))
expression = "1" + " + 1" * 2000
print(eval(expression) if len(expression) < 10000 else "long")
for source in ("(" * 300 + ")" * 300,):
    try:
        eval(source)
    except SyntaxError as error:
        print(error.msg)


def mutual(n): return other_side(n)
def other_side(n): return mutual(n + 1)


for attempt in range(3):
    try:
        mutual(0)
    except RecursionError as error:
        print(attempt, error)
