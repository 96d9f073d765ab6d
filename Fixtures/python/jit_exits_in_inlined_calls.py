# Side exits inside calls three deep in a hot loop: the frames in between must be rebuilt with their locals and lines.
def innermost(x, table):
    local = x * 2
    if x % 37 == 5:
        local += len(table)
    if x % 101 == 7:
        table = table + [x]
    value = table[x % 3]
    return value + local


def middle(x, y, table):
    before = (x, y)
    result = innermost(x - y, table)
    if result % 13 == 0:
        result = innermost(result, table) - before[0]
    return result + before[1]


def outer(i, table):
    kept = "kept%d" % i
    total = 0
    for step in range(2):
        total += middle(i, step, table)
    if i % 150 == 149:
        print(kept, total)
    return total, kept


def run(count):
    table = [1, 2, 3]
    total = 0
    for i in range(count):
        if i == 400:
            table = [1.5, 2, "3"]
        try:
            value, text = outer(i, table)
        except TypeError as error:
            value, text = -1, str(error)
        total += value
        if i % 200 == 0:
            print(i, total, text)
    return total


print(run(900))


# An exit whose guard fails in an argument that is half computed.
def pair(a, b):
    return a * 10 + b


def half(n):
    out = 0
    for i in range(n):
        out += pair(pair(i & 3, 2), pair(i // 300 or "", 1) if i // 300 else 5)
    return out


print(half(700))


# Locals of every frame after the exit.
def show_locals(i, flag):
    a, b = i, i + 1
    if flag:
        return sorted(locals().items())
    return a + b


def walk(n):
    for i in range(n):
        c = i * 3
        result = show_locals(i, i == n - 1)
    return c, result, sorted(locals())


print(walk(300))


# Exit in a default argument, a keyword argument, and a star call.
def flexible(a, b=2, *rest, key=None, **others):
    if key is not None:
        return a + key
    return a + b + len(rest) + sum(others.values())


def calls(n):
    total = 0
    for i in range(n):
        total += flexible(i)
        total += flexible(i, key=i if i % 90 == 0 else None)
        total += flexible(*(i, 1, 2, 3)[: i % 4 + 1], z=i % 7)
    return total


print(calls(500))
