# What has been dropped is gone after gc.collect(): temporaries of statements, arguments of calls, variables of functions that
# have returned and of generators, what exceptions held; named variables stay, read again or not. Each is tried often: a
# collector that scans stacks may keep a few by chance.
import gc
import weakref


class Node:
    def __init__(self, name="node"):
        self.name = name

    def method(self):
        return self.name


def mostly(function, *arguments):
    """Does the function, which gives a weak reference, leave most of its objects dead?"""
    references = [function(*arguments) for _ in range(40)]
    gc.collect()
    return sum(reference() is None for reference in references) >= 36


def made():
    return weakref.ref(Node())


def variable():
    node = Node()
    return weakref.ref(node)


def argument(node=None):
    return weakref.ref(node or Node())


def cycle():
    first, second = Node(), Node()
    first.other, second.other = second, first
    return weakref.ref(first)


def bound():
    return weakref.WeakMethod(Node().method)


def from_exception():
    try:
        raise ValueError(Node())
    except ValueError as error:
        return weakref.ref(error.args[0])


def nested(depth):
    if depth:
        return nested(depth - 1)
    return cycle()


def in_comprehension():
    return [weakref.ref(node) for node in [Node(number) for number in range(3)]][1]


for function, arguments in [(made, ()), (variable, ()), (argument, ()), (cycle, ()), (bound, ()), (from_exception, ()),
                            (nested, (5,)), (in_comprehension, ())]:
    print(function.__name__, mostly(function, *arguments))


def deleted_here():
    dead = 0
    for _ in range(20):
        node = Node()
        reference = weakref.ref(node)
        del node
        gc.collect()
        dead += reference() is None
    return dead >= 18


def dropped_by_callee(nodes):
    reference = weakref.ref(nodes[0])
    nodes.clear()
    gc.collect()
    return reference() is None


def generator():
    node = Node()
    reference = weakref.ref(node)
    yield reference() is node
    del node
    gc.collect()
    yield reference() is None


def never_read_again():
    node = Node("still here")
    reference = weakref.ref(node)
    gc.collect()
    return reference().name


def steps_of_generators():
    steps = [list(generator()) for _ in range(20)]
    return all(first for first, _ in steps) and sum(second for _, second in steps) >= 18


# What a stack holds by chance it may hold for a whole round: one of three must be good.
print("deleted", any(deleted_here() for _ in range(3)))
print("callee", any(sum(dropped_by_callee([Node()]) for _ in range(20)) >= 18 for _ in range(3)))
print("generator", any(steps_of_generators() for _ in range(3)))
print("never read again", never_read_again())

values = weakref.WeakValueDictionary()
keys = weakref.WeakKeyDictionary()
kept = [Node(number) for number in range(5)]
for number in range(40):
    values[number] = kept[number] if number < 5 else Node(number)
    keys[kept[number] if number < 5 else Node(number)] = number
gc.collect()
print(sorted(values)[:5], len(values) < 10, sorted(keys.values())[:5], len(keys) < 10)
del kept
print(gc.collect() >= 0, len(values) < 5, len(keys) < 5)

called = []
node = Node()
references = [weakref.ref(node, lambda reference, name=name: called.append(name)) for name in "abc"]
everything = [node.__dict__]
del node, everything
for _ in range(3):
    gc.collect()
print("callbacks, the youngest reference first:", called in (["c", "b", "a"], []))
