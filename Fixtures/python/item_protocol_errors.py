# Setting and deleting items where a class or a built-in type has no method for it: who raises what.


def attempt(name, action):
    try:
        print(name, action())
    except Exception as error:
        print(name, type(error).__name__, error)


def delete(container, key):
    del container[key]


def assign(container, key):
    container[key] = 1


class Reads:
    def __getitem__(self, key):
        return key


class Sets(Reads):
    def __setitem__(self, key, value):
        print("set", key, value)


class Deletes(Reads):
    def __delitem__(self, key):
        print("delete", key)


class Nothing:
    pass


class Number(int):
    pass


class Text(str):
    pass


class Pair(tuple):
    pass


class Forbids:
    __setitem__ = None
    __delitem__ = None


class Index:
    def __index__(self):
        return 0

    def __repr__(self):
        return "Index()"


containers = [
    Reads(), Sets(), Deletes(), Nothing(), Number(5), Text("abc"), Pair((1, 2)), Forbids(),
    "abc", (1, 2), b"abc", range(3), 5, 2.5, None, True, {1}, frozenset([1]), {1: 2}.keys(), {1: 2}.items(), len, int,
    object(), iter([]), (x for x in []),
]
for container in containers:
    name = type(container).__name__
    for key in (0, -1, True, Index(), slice(0, 1), "key", 1.5, None):
        attempt("del %s[%s]" % (name, type(key).__name__), lambda: delete(container, key))
    attempt("%s[0] = 1" % name, lambda: assign(container, 0))
    attempt("%s[:] = 1" % name, lambda: assign(container, slice(None)))

# A method that is added later counts.
Nothing.__delitem__ = lambda self, key: print("now delete", key)
attempt("del", lambda: delete(Nothing(), 1))
attempt("set", lambda: assign(Nothing(), 1))
Nothing.__setitem__ = lambda self, key, value: print("now set", key, value)
attempt("set", lambda: assign(Nothing(), 1))
del Nothing.__delitem__
attempt("del", lambda: delete(Nothing(), 1))
