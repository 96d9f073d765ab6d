# A dict used as a stack: what is popped from the end leaves no trace in the table, however often it is done.
from collections import OrderedDict


def push_and_pop(table, rounds):
    for number in range(rounds):
        table[number * 7919 % 100003 + 1000] = number
        table.popitem()


for kind in dict, OrderedDict:
    for size in 0, 5, 9, 12, 20, 60:
        table = kind((number, -number) for number in range(size))
        push_and_pop(table, 1500)
        found = [number for number in range(size + 3) if number in table]
        print(kind.__name__, size, len(table), found == list(range(size)), 5000 in table, table.get(7))

# Deleted in the middle, then popped from the end; copies take the state along.
table = {}
for number in range(400):
    table.update({(number, place): place for place in range(17)})
    for place in range(3, 16):
        del table[number, place]
    assert table.popitem() == ((number, 16), 16)
    other = table.copy()
    assert table.popitem() == ((number, 2), 2)
    assert (number, 2) in other and (number, 2) not in table and (number, "x") not in other
    table.popitem(), table.popitem()
print(len(table), (3, 4) in table, len(other))

# Growing and shrinking.
table, numbers = {}, []
for number in range(3000):
    table[hash((number, "x".__len__()))] = number
    if number % 3:
        numbers.append(table.popitem()[1])
print(len(table), sum(numbers), -5 in table, list(table.values())[:5])

# Classes that count: a stack of frames as pytest keeps it.
class Node:
    def __init__(self, name):
        self.name = name


nodes = [Node(number) for number in range(12)]
stack = dict.fromkeys(nodes, ())
for number in range(500):
    node = Node(number)
    assert node not in stack
    stack[node] = ([number], None)
    assert stack.popitem() == (node, ([number], None))
print(len(stack), [node.name for node in stack][-3:], Node(1) in stack)
