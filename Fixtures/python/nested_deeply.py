# Text, comparison and hash of objects that are nested more deeply than the recursion limit.
def nested(kind, depth):
    result = kind()
    for _ in range(depth):
        result = {1: result} if kind is dict else kind((result,))
    return result


def outcome(function, *arguments):
    try:
        return function(*arguments)
    except RecursionError as error:
        return str(error)


def below(levels, function):
    return function() if levels == 0 else below(levels - 1, function)


for kind in (list, tuple, dict):
    for depth in (100, 900, 1100, 2000):
        deep = nested(kind, depth)
        twin = nested(kind, depth)
        text = outcome(repr, deep)
        print(kind.__name__, depth, len(text), text[-60:])
        print(outcome(lambda: deep == twin), outcome(lambda: deep != twin))
        if kind is not dict:
            print(outcome(lambda: deep < twin))
        if depth == 900:
            print(below(200, lambda: outcome(repr, deep))[-60:], below(200, lambda: outcome(lambda: deep == twin)))

keys = {nested(tuple, 300): "found"}
print(keys[nested(tuple, 300)], keys.get(nested(tuple, 299)))
print(hash(nested(tuple, 500)) == hash(nested(tuple, 500)))
print(outcome(lambda: nested(tuple, 5000) in [nested(tuple, 5000)]))


class Node:
    def __init__(self, child):
        self.child = child

    def __repr__(self):
        return f"Node({self.child!r})"


node = None
for _ in range(2000):
    node = Node([node])
# Which of the two kinds of calls comes to the limit first, and so the message, is left open.
failures = 0
for _ in range(60):
    try:
        repr(node)
    except RecursionError:
        failures += 1
print(failures)
