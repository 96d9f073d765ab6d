"""Iterating dicts and their views in hot loops: deleted entries, changes of size, views that escape, namespaces."""

import types


def all_views(n):
    table = {"a": 1, 2: "b", (3,): None, 4.5: 5}
    total = 0
    for i in range(n):
        for key in table:
            total += key == 2
        for value in table.values():
            total += value == 5
        for key, value in table.items():
            total += value is None
    return total


def with_holes(n):
    table = {i: i for i in range(8)}
    total = 0
    for i in range(n):
        del table[i % 8]
        for key, value in table.items():
            total += key * 2 - value
        table[i % 8] = i % 8
    return total, list(table)


def one_long(n):
    table = {i: -i for i in range(n)}
    for i in range(0, n, 7):
        del table[i]
    return sum(table), sum(table.values()), sum(a * b for a, b in table.items())


def growing(n):
    table = {i: i for i in range(n)}
    caught = []
    for limit in (5, n - 1):
        try:
            for key in table:
                if key == limit:
                    table[-limit] = 0
        except RuntimeError as error:
            caught.append(str(error))
    try:
        for key in table.keys():
            if key == n // 2:
                del table[key]
                table["new"] = 1
    except RuntimeError as error:
        caught.append(str(error))
    return caught


def escaping(n):
    table = {"x": 1, "y": 2}
    kept = []
    for i in range(n):
        view = table.items()
        iterator = iter(view)
        next(iterator)
        if i % 150 == 0:
            kept.append((view, iterator))
        table["y"] = i
    table["z"] = 3
    left = []
    for view, iterator in kept:
        try:
            left.append(list(iterator))
        except RuntimeError as error:
            left.append(str(error))
    return [list(view) for view, iterator in kept][0], left


def namespaces(n):
    """A namespace keeps its values in cells: iterating must not show them."""
    module = types.ModuleType("module")
    code = "def bump(n):\n for i in range(n):\n  global count\n  count += 1\n return count\n"
    exec(code + "count = 0", module.__dict__)
    plain = {"count": 10}
    exec(code, plain)
    total = 0
    for space in (module.__dict__, plain):
        space["bump"](n)
        for i in range(n):
            for key, value in space.items():
                if key == "count":
                    total += value
    names = sorted(key for key in plain if not key.startswith("__"))
    return total, names, plain["count"], len(names)


def emptied(n):
    totals = []
    table = {1: 1}
    for i in range(n):
        if i == n // 2:
            table.clear()
        totals.append(sum(value for value in table.values()))
    return sum(totals)


for function in (all_views, with_holes, one_long, growing, escaping, namespaces, emptied):
    print(function.__name__, function(500))
