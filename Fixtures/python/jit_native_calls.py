# Native functions and methods of built-in types called in hot loops: results, errors, and arguments whose types change.
import math
import random
import time
from collections import deque


def texts(words):
    out = []
    for word in words:
        out.append((word.isalpha(), word.isdigit(), word.isalnum(), word.isspace(), word.upper(), word.strip(),
                    word.find("a"), word.count("b"), word.startswith("ab"), word.endswith("c"),
                    word.replace("b", "--"), word.split("b"), word.partition("b"), "|".join([word, word]),
                    word.center(6, "*"), word.zfill(5), word.encode(), word.title(), word.removeprefix("a")))
    return out


for row in texts(["abc", "", " x ", "12b3", "ÄbÖ", "a" * 3] * 30)[-6:]:
    print(row)


def errors(values):
    seen = {}
    for value in values:
        try:
            seen[int(value)] = seen.get(int(value), 0) + 1
        except (ValueError, TypeError) as error:
            key = f"{type(error).__name__}: {error}"
            seen[key] = seen.get(key, 0) + 1
    return seen


print(errors(["1", "22", " 3 ", "x", 4, 5.5, True, None, "1_0", "0x"] * 20))


class Odd:
    """Answers that only Python code can give."""
    log = []

    def __index__(self):
        self.log.append("index")
        return 2

    def __str__(self):
        self.log.append("str")
        return "odd"

    def __len__(self):
        self.log.append("len")
        return 7

    def __float__(self):
        return 1.5


def conversions(values):
    out = []
    for value in values:
        out.append(str(value))
        out.append(bool(value))
        if not isinstance(value, str):
            out.append(float(value) if value is not None else None)
    return out


print(conversions([1, 2.5, True, 10 ** 30] * 20 + [Odd()] + [3, None])[-12:], Odd.log[:2])


def lists(n):
    items, total = [], 0
    for i in range(n):
        items.insert(0, i)
        items.extend((i, i + 1))
        items.extend(range(2))
        if i % 3 == 0:
            items.reverse()
        if i % 5 == 0:
            total += items.pop(2) + items.pop()
        if i % 7 == 0:
            items.remove(1)
        total += items.count(1) + items.index(0)
    items.sort()
    return total, len(items), items[:5], sorted(items, reverse=True)[:3], min(items), max(items), sum(items)


print(lists(150))


def sets(n):
    seen, kept = set(), set("abc")
    for i in range(n):
        seen.add((i % 13, str(i % 4)))
        seen.discard((i % 5, "0"))
        kept = kept | {i % 3}
        if (4, "1") in seen:
            seen.remove((4, "1"))
        if {1}.issubset(kept) and not kept.isdisjoint(seen | {0}):
            kept.discard(2)
    return sorted(seen)[:4], len(seen), sorted(map(str, kept))


print(sets(300))


def queues(n):
    queue, total = deque([1, 2, 3]), 0
    for i in range(n):
        queue.append(i)
        queue.appendleft(-i)
        total += queue.pop() * 2 - queue.popleft()
        queue.rotate(1)
    return total, list(queue)


print(queues(200))


def numbers(n):
    out, generator = [], random.Random(3)
    for i in range(1, n):
        out.append((divmod(i * 7, 5), divmod(i * 2.5, 2), pow(i, 3), pow(i, 5, 7), round(i / 7, 2), hex(i), bin(i),
                    (i * 12345).bit_length(), i.to_bytes(3, "big"), int.from_bytes(i.to_bytes(2, "little"), "little"),
                    math.floor(i / 3), math.ceil(i / 3), math.isqrt(i * i + 1), math.gcd(i, 12),
                    math.log2(2 ** (i % 9)), abs(-i), (i / 2).is_integer(), hash(i), repr(i / 4)))
    return out[-2:], [generator.getrandbits(7) for _ in range(60)][-3:], [round(generator.random(), 6) for _ in range(60)][-2:]


for part in numbers(120):
    print(part)


def classes(values):
    out = []
    for value in values:
        out.append((isinstance(value, int), isinstance(value, (str, float)), isinstance(value, Odd),
                    issubclass(type(value), object), type(value).__name__, callable(value)))
    return out


print(classes([1, "a", 2.0, None, True, Odd(), [], classes] * 15)[-8:])


def divisions(values):
    out = []
    for value in values:
        try:
            out.append(divmod(100, value))
        except ZeroDivisionError as error:
            out.append(str(error))
    return out


print(divisions([3] * 50 + [0, -1, -7, 2.5, 0.0])[-6:])


def extremes(n):
    total = 0
    for i in range(n):
        total += min(i, 50, 100 - i) + max(i % 7, 3) + max(i % 3, i % 5, i % 11, 2)
        total += int(max(1.5, i / 3)) + min(i, 2.5)
    return total


print(extremes(200))


def refusals(n):
    items = [1, 2, 3]
    text = "abc"
    caught = 0
    for i in range(n):
        try:
            if i == n - 3:
                items.remove(99)
            elif i == n - 2:
                text.index("z")
            elif i == n - 1:
                ["a", 1][i % 2:].index("q")
            elif i % 2:
                ",".join(["x", i])
            else:
                caught += items.index(2) + text.index("b")
        except (ValueError, TypeError) as error:
            caught += len(str(error))
    return caught


print(refusals(120))


class Named:
    def __init__(self):
        self.left, self.right = 1, 2

    def up(self):
        return "up"

    def down(self):
        return "down"


def dispatch(n):
    named, out = Named(), {}
    names = ["up", "down", "up", "left", "missing"]
    for i in range(n):
        found = getattr(named, names[i % 5], i)
        value = found() if callable(found) else found
        out[value if i % 5 < 4 else "default"] = out.get(value, 0) + 1
    return out


print(dispatch(200))


def bound(n):
    items = []
    push = items.append
    for i in range(n):
        push(i * 2)
    return len(items), items[-1]


print(bound(200), time.perf_counter() > 0)


def bytes_and_slices(data):
    out = bytearray()
    total = 0
    for i in range(0, len(data), 3):
        part = data[i:i + 3]
        out += part[::-1]
        out.extend(part)
        total += part.find(b"c") + len(part.hex()) + len(out[-4:]) + data[i:].count(b"a")
    return total, bytes(out[:9]), len(out), bytes(out).startswith(b"cba")


print(bytes_and_slices(b"abcdefgh" * 40))


def operators(n):
    items, pairs, text = [0], (), ""
    for i in range(n):
        items = items + [i]
        items += [i, i]
        items[0:1] = [i]
        items = items[-6:]
        pairs = (pairs + (i,))[-3:]
        text = ("%d-%s" % (i, text))[:20] + "=" * (i % 3)
        if items == [i - 1, i - 1, i, i, i] or [1] * 3 == items or items < [3]:
            items.append(-1)
    return items, pairs, text, [[0] * 3] * 2


print(operators(100))


class Tools:
    count = 0

    @classmethod
    def made(cls, number):
        cls.count += number
        return cls

    @staticmethod
    def double(number):
        return number * 2


class More(Tools):
    pass


def wrapped(n):
    total = 0
    for i in range(n):
        total += Tools.double(i) + Tools().double(1) + (More().made(1) is More) + (Tools.made(2) is More)
        total += int.from_bytes(b"ab", byteorder="little") + len(bytes.fromhex("00ff")) + len(dict.fromkeys("ab"))
        total += sorted([3, 1, i], reverse=True)[0] + len("a b c".split(sep=" ", maxsplit=1))
    return total, Tools.count, More.count


print(wrapped(120))


def consumers(n):
    out = []
    for i in range(n):
        out = [",".join(str(k) for k in range(i % 4)), bytes(k + 65 for k in range(3)), sorted(-k for k in range(3)),
               frozenset(k % 2 for k in range(4)), " ".join(c for c in "xyz")]
    for bad in ((str(k) if k < 2 else k for k in range(4)), (1 // (2 - k) for k in range(4))):
        for use in (",".join, sorted):
            try:
                out.append(use(bad))
            except (TypeError, ZeroDivisionError) as error:
                out.append(str(error))
    try:
        bytes(k for k in (1, 300))
    except ValueError as error:
        out.append(str(error))
    return out


print(consumers(80))


def bound_types():
    names = set()
    for i in range(80):
        push = [].append
        make = Tools.made
        names |= {type(push).__name__, type(make).__name__, type("".join).__name__}
    return sorted(names)


print(bound_types())


def join_often(n):
    length = 0
    for i in range(n):
        length += len(",".join(c for c in "ab"))
    return length


# More often than a native stack has room for.
print(join_often(30000))


class Point:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y


def slots(n):
    total = 0
    for i in range(n):
        point = Point(i, 1)
        total += getattr(point, "x" + "") + getattr(point, "xy"[i % 2:][:1])
        if i == n - 1:
            try:
                point.z = 1
            except AttributeError as error:
                return total, str(error)


print(slots(120))


def caught(values):
    from collections import OrderedDict
    table, kept, ordered = {1: 1}, {1}, OrderedDict([(1, 1), (2, 2)])
    counts = {}

    def note(what):
        counts[what] = counts.get(what, 0) + 1

    for value in values:
        try:
            note(int(value) > 2)
            note(float(value) > 2)
        except ValueError as error:
            note(str(error)[-5:])
        for change in range(3):
            try:
                if change == 0:
                    ordered.move_to_end(len(value))
                elif change == 1:
                    kept.remove(len(value))
                    kept.add(1)
                else:
                    table.pop(len(value))
                    table[1] = 1
            except KeyError as error:
                note(error.args)
        try:
            note("abc".index(value))
        except ValueError as error:
            note(str(error))
    return counts, list(ordered)


print(caught(["1", "22", "x", "b", "333"] * 40))


def pull(n):
    tokens = iter([str(i) for i in range(n)])
    pairs = zip("ab" * n, range(n))
    out = []
    try:
        while True:
            out.append(next(tokens) + str(next(pairs, None)))
    except StopIteration:
        return len(out), out[-1], next(tokens, "end")


print(pull(90))
