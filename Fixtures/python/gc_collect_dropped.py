# What has been dropped is gone after gc.collect(): temporaries of statements, arguments of calls, variables of functions that
# have returned, callers of callers; named variables stay, read again or not.
import gc
import weakref


class Node:
    def __init__(self, name="node"):
        self.name = name

    def method(self):
        return self.name


def local_variable():
    node = Node()
    reference = weakref.ref(node)
    kept = node
    del node
    gc.collect()
    print("kept by another name:", reference() is kept)
    del kept
    gc.collect()
    print("deleted:", reference())


def argument(node):
    reference = weakref.ref(node)
    del node
    gc.collect()
    return reference()


def keyword_argument(*, node):
    reference = weakref.ref(node)
    node = None
    gc.collect()
    return reference()


def never_read_again():
    node = Node("still here")
    reference = weakref.ref(node)
    gc.collect()
    return reference().name


def made_and_dropped():
    return weakref.ref(Node())


def cycle():
    first, second = Node(), Node()
    first.other, second.other = second, first
    return weakref.ref(first), weakref.ref(second)


def in_a_loop():
    alive = []
    references = []
    for number in range(5):
        node = Node(number)
        references.append(weakref.ref(node))
        if number % 2:
            alive.append(node)
    del node
    gc.collect()
    return [reference() is not None for reference in references]


def generator():
    node = Node()
    reference = weakref.ref(node)
    yield reference
    del node
    gc.collect()
    yield reference()


def with_exception():
    try:
        raise ValueError(Node())
    except ValueError as error:
        reference = weakref.ref(error.args[0])
    gc.collect()
    return reference()


def nested(depth, nodes):
    reference = weakref.ref(nodes[0])
    if depth:
        return nested(depth - 1, nodes)
    nodes.clear()
    gc.collect()
    return reference()


local_variable()
print("argument:", argument(Node()))
print("keyword:", keyword_argument(node=Node()))
print("never read again:", never_read_again())
reference = made_and_dropped()
gc.collect()
print("made and dropped:", reference())
references = cycle()
gc.collect()
print("cycle:", [reference() for reference in references])
print("loop:", in_a_loop())
steps = generator()
reference = next(steps)
print("in a generator:", reference() is not None, next(steps))
print("in an exception:", with_exception())
print("through calls:", nested(3, [Node()]))

method = Node().method
reference = weakref.WeakMethod(method)
print("method alive:", reference()() == "node")
del method
gc.collect()
print("method dead:", reference())

values = weakref.WeakValueDictionary()
kept = Node("kept")
values["kept"] = kept
values["dropped"] = Node("dropped")
gc.collect()
print(sorted(values), len(values))

keys = weakref.WeakKeyDictionary()
keys[kept] = 1
keys[Node("lost")] = 2
gc.collect()
print([key.name for key in keys], len(keys))

called = []
node = Node()
references = [weakref.ref(node, lambda reference, name=name: called.append(name)) for name in "abc"]
del node
gc.collect()
print("callbacks, the youngest reference first:", called)


class Finalized:
    def __del__(self):
        called.append("finalized")


called.clear()
node = Finalized()
node = None
gc.collect()
print(called)
