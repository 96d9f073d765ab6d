# Globals that compiled loops take for granted and that change: while the loop runs and between two runs, by assignment, by
# globals(), by a module's attribute, by exec, by del, from a function that the loop calls, and by builtins that are shadowed.
import builtins
import sys
import types

LIMIT = 10
SCALE = 2.5
NAME = "first"
TABLE = [1, 2, 3]


def double(x):
    return x * 2


def use(count):
    total = 0
    for i in range(count):
        total += double(i) % LIMIT + int(SCALE) + len(NAME) + TABLE[i % 3]
    return total


print(use(300))
LIMIT = 7
print(use(300))
SCALE = 100
print(use(300))
NAME = "a longer name"
print(use(300))
TABLE = (5, 6, 7)
print(use(300))


def double(x):
    return x + 1


print(use(300))
for turn in range(6):
    LIMIT = turn + 2
    double = (lambda turn: lambda x: x + turn)(turn)
    print(use(200), end=" ")
print()


# Assigned by a function that the loop calls, in the middle of an iteration.
step = 1


def change(i):
    global step
    if i == 150 or i == 220:
        step = step + i


def moving(count):
    seen = 0
    for i in range(count):
        seen += step
        change(i)
        seen += step * 1000
    return seen


print(moving(300))
print(moving(300))

# Written in the loop itself, through the namespace's dict.
counter = 0
flag = "old"


def through_dict(count):
    space = globals()
    seen = []
    for i in range(count):
        before = flag
        if i == 130:
            space["flag"] = "new"
        if before is not flag:
            seen.append((i, before, flag))
        space["counter"] = i
    return seen, counter


print(through_dict(200))
flag = "old"
print(through_dict(200))

# A dict that is sometimes a namespace.
answer = 1


def fill(target, count):
    total = 0
    for i in range(count):
        target["answer"] = i
        total += answer
    return total


print(fill({}, 200), fill(globals(), 100), fill({}, 50), answer)

# Attributes of a module.
settings = types.ModuleType("settings")
settings.factor = 3
settings.scale = lambda x: x * settings.factor


def by_module(count):
    total = 0
    for i in range(count):
        total += settings.scale(i) + settings.factor
    return total


print(by_module(200))
settings.factor = 4
print(by_module(200))
settings.scale = abs
print(by_module(200))
del settings.factor
try:
    by_module(200)
except AttributeError as error:
    print(error)
settings.factor = 9
print(by_module(200))


# A builtin that is shadowed, and comes back.
def lengths(count):
    total = 0
    for i in range(count):
        total += len("abc") + abs(-i)
    return total


print(lengths(200))
len = lambda text: 100
print(lengths(200))
del len
print(lengths(200))
original = builtins.abs
builtins.abs = lambda x: 5
print(lengths(200))
builtins.abs = original
print(lengths(200))

# A name that disappears inside the loop.
here = 1


def vanishing(count):
    total = 0
    for i in range(count):
        total += here
        if i == 100:
            exec("del here", globals())
    return total


try:
    vanishing(200)
except NameError as error:
    print(error)
here = 5
try:
    vanishing(200)
except NameError as error:
    print(error)


# The value of a constant is an object whose class gains attributes.
class Box:
    pass


box = Box()
box.a = 1


def in_box(count):
    total = 0
    for i in range(count):
        total += box.a
        if i == 120:
            box.b = total
        if i > 120:
            total += box.b % 3
    return total


print(in_box(200))
del box.b
print(in_box(200))
box.__class__ = type("Other", (), {"a": property(lambda self: 7), "b": 1})
print(in_box(100))


class Row(list):
    pass


row = Row([1, 2, 3])
row.total = 4


def in_row(count):
    total = 0
    for i in range(count):
        total += row.total + row[i % 3]
        if i == 110:
            row.extra = 1
    return total


print(in_row(200))


# A function called through a constant gets other code, other defaults.
def shape(x, y=2):
    return x * y


def shaped(count):
    return sum(shape(i) for i in range(count))


print(shaped(100))
shape.__defaults__ = (3,)
print(shaped(100))
shape.__code__ = (lambda x, y=2: x - y).__code__
print(shaped(100))
