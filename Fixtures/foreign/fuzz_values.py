"""Random Python values for conversions to C: ordinary ones, those at the edges of C's types, and those of no use to C."""


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


class Float:
    def __init__(self, value):
        self.value = value

    def __float__(self):
        return self.value


class Failing:
    def __index__(self):
        raise KeyError("index")

    def __float__(self):
        raise LookupError("float")

    def __len__(self):
        return 3

    def __getitem__(self, index):
        raise IndexError("item") if index else ValueError("first")

    def __bool__(self):
        raise TypeError("bool")


class Number(int):
    pass


EDGES = [0, 1, -1, 5, 127, 128, -128, -129, 255, 256, 2**15, -2**15 - 1, 2**16, 2**31 - 1, 2**31, -2**31, -2**31 - 1, 2**32, 2**61, -2**61,
         2**62, 2**63 - 1, 2**63, -2**63, -2**63 - 1, 2**64 - 1, 2**64, 10**30, -10**400]
FLOATS = [0.0, -0.0, 0.5, -1.5, 1e38, 1e39, 1e308, 5e-324, 3.0, float("inf"), float("-inf"), float("nan"), 2.0**63, -2.0**63]
TEXTS = ["", "a", "ab", "é", "€uro", "𝄞", "\ud800", "x" * 40, "a\0b"]
BYTES = [b"", b"a", b"ab", b"\xff", b"x" * 40, b"a\0b", bytearray(b"abc"), memoryview(b"abcd"), bytearray()]
OTHERS = [None, True, False, 1j, ..., len, int, object, NotImplemented, range(3), {1, 2}, slice(1, 2)]


def value(random, depth=2):
    """A random value; sequences and dicts `depth` levels deep."""
    kind = random.randrange(13 if depth else 8)
    if kind < 3:
        return random.choice(EDGES)
    if kind == 3:
        return random.choice(FLOATS)
    if kind == 4:
        return random.choice(TEXTS)
    if kind == 5:
        return random.choice(BYTES)
    if kind == 6:
        return random.choice(OTHERS)
    if kind == 7:
        return random.choice([Index, Float, Number])(random.choice([3, 300, 2**40])) if random.random() < 0.9 else Failing()
    items = [value(random, depth - 1) for _ in range(random.randrange(5))]
    if kind < 10:
        return items
    if kind == 10:
        return tuple(items)
    if kind == 11:
        return {random.choice("abcxyz"): item for item in items}
    return iter(items)


def small(random):
    """A plain value that most conversions take."""
    return random.choice([0, 1, 2, 7, -3, 100, 1.5, True, b"c"])
