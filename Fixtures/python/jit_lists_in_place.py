# Lists that traces change without calls: append, pop, slices, and loops of built-in functions over plain items.


def grow(n):
    ints, floats, mixed = [], [], []
    x = 0.25
    for i in range(n):
        ints.append(i)
        x = x * 1.5 % 7
        floats.append(x)
        mixed.append(i if i % 3 else str(i))
    return sum(ints), round(sum(floats), 6), len(mixed), mixed[-3:], ints[n // 2], [i * i for i in ints][-2:]


print(grow(1000))


def virtual(n):
    total = 0
    for i in range(n):
        pair = []
        pair.append(i)
        pair.append(i + 1)
        pair.append(pair)
        if i % 50 == 49:
            print(i, pair[:2], pair[2] is pair, len(pair))
        last = pair.pop()
        total += len(pair) + last[0]
    return total


print(virtual(150))


def alias(n):
    a = [1, 2, 3]
    b = a
    out = []
    for i in range(n):
        b.append(i)
        out.append((len(a), a[-1], len(b)))
        if i % 3 == 2:
            a.pop()
            b.pop()
    return out[-3:], a[:5], a is b


print(alias(200))


def stack(n):
    work, seen = [0], []
    while work:
        item = work.pop()
        if len(seen) < n:
            seen.append(item)
        if item < n:
            work.append(item * 2 + 1)
            work.append(item * 2 + 2)
    return len(seen), seen[-4:], work


print(stack(300))


def empty(n):
    caught = 0
    items = []
    for i in range(n):
        if i % 10:
            items.append(i)
        try:
            items.pop()
            items.pop()
        except IndexError as error:
            caught += 1
            message = str(error)
    return caught, message, items


print(empty(200))


def iterate_while_growing(n):
    items = [1]
    for item in items:
        if len(items) < n:
            items.append(item + 1)
    return len(items), items[-1]


print(iterate_while_growing(500))


class Stop(list):
    def append(self, item):
        list.append(self, item)
        list.append(self, -item)


def subclass(n):
    made = [Stop(), [], Stop()]
    for i in range(n):
        made[i % 3].append(i)
    return [len(one) for one in made], made[0][-2:]


print(subclass(100))


def slices(n):
    out = []
    for i in range(n):
        items = list(range(i % 7))
        k = i % 9 - 4
        out.append(items[k::-1])
        out.append(items[::-1])
        out.append(items[k:])
        out.append(items[:k:2])
        out.append(items[::k or 1])
        out.append((items[0:3], tuple(items)[k::-2], "abcdefg"[k::-1], "abcdefg"[::2]))
    return out[-12:], sum(len(one) for one in out)


print(slices(120))


def assign(n):
    items = list(range(12))
    for i in range(n):
        k = i % 5
        items[:k + 1] = items[k::-1]
        items[k:k + 2] = (i, i + 1)
        items[3:3] = items[:2]
        del items[-2:]
        items[1:] = items[1:] if i % 2 else tuple(items[1:])
        if i % 40 == 39:
            items[2:5] = items
            del items[12:]
    return items


print(assign(200))


def bounds(n):
    out = []
    items = [5, 6, 7, 8]
    for i in range(n):
        low = None if i % 11 == 10 else (True if i % 7 == 6 else 1)
        step = 0 if i == n - 5 else 1
        try:
            out.append(len(items[low:3]) + len(items[low:3:step]))
        except ValueError as error:
            out.append(str(error))
        try:
            items[low:2] = [6] if i != n - 4 else 7
        except TypeError as error:
            out.append(str(error))
    return out[-9:], items


print(bounds(120))


class Index:
    def __init__(self, items):
        self.items = items

    def __index__(self):
        self.items.clear()
        return 2


for step in (1, -1, 2):
    items = list(range(20))
    print(items[Index(items)::step], items)


def plain(items, n):
    out = []
    for _ in range(n):
        row = [any(items), all(items), 3 in items, "b" in items]
        for function in (sum, min, max, sorted):
            try:
                row.append(function(items))
            except (TypeError, ValueError) as error:
                row.append(str(error))
    return row


class Odd(int):
    def __add__(self, other):
        return 100

    __radd__ = __add__

    def __lt__(self, other):
        return True

    def __eq__(self, other):
        return other == 3

    __hash__ = int.__hash__


big = 1 << 61
for items in ([1, 2, 3], [], [0, 0, None], [0.5, 1, 2.5], [True, 2], ["a", "c", "b"], [big, 1], [big - 1, 1, 2.0],
              [-big, -1, 0], [1, "b"], [Odd(5), 4], [4, Odd(5), 1], [1e308, 1e308, -1e308], [0.0, -0.0], [-0.0, 0],
              [None, 0, 1], (3, 1, 2), ((1, 2), (1, 1)), [[1], [0]], [1e-320, 2], ["ab", "b", "a" * 9, "é", "ab"]):
    print(plain(items, 60))


def change(n):
    out = []
    items = list(range(10))
    for i in range(n):
        if i == n - 30:
            items[4] = 0.5
        elif i == n - 20:
            items[5] = Odd(7)
        elif i == n - 10:
            items[5] = "b"
        try:
            out.append((sum(items), sum(items, 1.5), max(items), 11 in items, "b" in items))
        except TypeError as error:
            out.append(str(error))
    return out[::10]


print(change(100))


def count(words):
    table, known = {}, set()
    for word in words:
        table[word] = table.get(word, 0) + 1
        if word not in known:
            known.add(word)
        table["all"] = table.get("all", 0) + (word in known)
    return sorted(table.items(), key=str), len(known)


class Text(str):
    def __hash__(self):
        return hash("w1")

    def __eq__(self, other):
        return other == "w1"


print(count(["w%d" % (i % 13) for i in range(200)]))
print(count([i % 13 - 1 for i in range(100)] + [True, 1.0, 2.0, -2, 1 << 61, -1 << 61] * 3)[1])
print(count(["w%d" % (i % 3) for i in range(100)] + [Text("x"), Text("y")] * 5))


def namespace(n):
    names = globals()
    for i in range(n):
        names["counter"] = i
        if counter != i:
            print("stale", counter, i)
    return counter


print(namespace(100))
