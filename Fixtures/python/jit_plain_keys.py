# Look-ups and comparisons that traces make without their frames, where now and then only Python code can answer.
import heapq
from collections import OrderedDict, defaultdict


class Key:
    """Equal to the int it wraps, in Python."""
    asked = 0

    def __init__(self, number):
        self.number = number

    def __hash__(self):
        return hash(self.number)

    def __eq__(self, other):
        Key.asked += 1
        return self.number == (other.number if isinstance(other, Key) else other)

    def __lt__(self, other):
        Key.asked += 1
        return self.number < (other.number if isinstance(other, Key) else other)


class Number(int):
    def __lt__(self, other):
        Key.asked += 1
        return int(self) < int(other)


def look(table, keys):
    total = 0
    for key in keys:
        total += table.get(key, 0)
        if key in table:
            total += table[key]
        table[key] = total % 7
    return total


table = {i: i for i in range(20)}
print(look(table, list(range(30)) * 5))
table[Key(31)] = 5
print(look(table, [31, 3, 31, 4] * 30), Key.asked > 0, len(table))
print(look({}, [Key(i % 4) for i in range(100)]))
print(look({}, [(i % 3, "x") for i in range(100)] + [(Key(1), "x"), None, True, 1, 1.0, 2.5, "s"]))


def errors(table, keys):
    out = []
    for key in keys:
        try:
            out.append(table[key])
        except (KeyError, TypeError) as error:
            out.append(f"{type(error).__name__} {error}")
    return out


print(errors({1: "one", (1, 2): "pair"}, [1, (1, 2)] * 30 + [3, "a", [], (1, []), {}])[-6:])


class Missing(dict):
    def __missing__(self, key):
        return f"no {key}"


print(errors(Missing(a=1), ["a"] * 60 + ["b", "a"])[-3:])
counts = defaultdict(list)
ordered = OrderedDict()
for i in range(120):
    counts[i % 5].append(i)
    ordered[i % 7] = i
    if i % 3 == 0:
        ordered.move_to_end(i % 7)
print({key: len(value) for key, value in counts.items()}, list(ordered.items()))


def delete(n):
    table = {}
    for i in range(n):
        table[i % 10] = i
        if i % 4 == 0:
            del table[i % 10]
    try:
        for i in range(n):
            del table[i + 1]
    except KeyError as error:
        return table, error.args


print(delete(203))


def members(items, wanted):
    found = 0
    for i in range(120):
        if wanted[i % len(wanted)] in items:
            found += 1
    return found


print(members([1, 2, "a", None], [1, "a", 5, None, 2.0]))
print(members((1, Key(9)), [1, 9, 8]))
print(members({1, "a", (2, 3)}, [1, (2, 3), "b"]))
print(members({"a": 1}, ["a", "b"]), members("hello", ["l", "ell", "x"]), members(range(5), [3, 9]))
try:
    print(members("hello", ["l"] * 100 + [5]))
except TypeError as error:
    print(error)
nan = float("nan")
print(members([nan, 1], [nan, 2]))


def heap(items, n):
    out = []
    queue = []
    for i in range(n):
        heapq.heappush(queue, items[i % len(items)])
        if i % 3 == 2:
            out.append(heapq.heappop(queue))
    while queue:
        out.append(heapq.heappop(queue))
    return out


print(heap([5, 1, 4, 2.5, 3, 9, 7], 60)[:12])
print(heap([(2, "b"), (1, "z"), (2, "a"), (1, "c")], 50)[:8])
print([key.number for key in heap([Key(3), Key(1), Key(2)], 50)][:10])
mixed = []
for i in range(80):
    heapq.heappush(mixed, i * 7 % 11 if i < 60 else Number(i * 7 % 11))
print([int(heapq.heappop(mixed)) for i in range(80)][20:32])
try:
    heap([(1, {}), (1, {}), (2, "a")], 50)
except TypeError as error:
    print(error)


def compare(values):
    out = 0
    for i in range(len(values) - 1):
        a, b = values[i], values[i + 1]
        out = out * 2 % 1000003 + (a == b) + (a < b) + (a != b)
    return out


print(compare([(i % 5, "x") for i in range(150)]))
print(compare([[i % 5, 2] for i in range(150)]))
print(compare([(i % 5, Key(i % 3)) for i in range(100)]))
print(compare([10 ** 20 + i % 3 for i in range(100)] + [2.5, 1]))


def build(n):
    total = 0
    for i in range(n):
        made = {"a": i, i: "b", (i, 1): None}
        group = {i % 3, "x", i}
        text = f"{i}:{i / 2}:{'q'}:{i!r:>4}:{None}"
        total += len(made) + len(group) + len(text)
    return total, text, {Key(1), Key(2), 1} == {1, 2}


print(build(150))
print({i % 4: (i, str(i)) for i in range(100)}, {(i % 3, 1) for i in range(100)} == {(0, 1), (1, 1), (2, 1)})


def sort(n):
    out = []
    for i in range(n):
        rows = [(i * k % 7, k) for k in range(5)]
        rows.sort()
        out = sorted(rows, reverse=True)
    things = [Key(k * 7 % 5) for k in range(5)]
    for i in range(n):
        things.sort()
    return out, [thing.number for thing in things]


print(sort(60))


def remove(n):
    things = [Key(i) for i in range(5)]
    total = 0
    for i in range(n):
        things.append(i % 5)
        things.remove(Key(i % 5))
        total += things.index(i % 5) + things.count(3)
    return total


print(remove(60))
