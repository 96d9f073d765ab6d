# enumerate, zip, reversed and iterators of texts and bytes: their ends, what is left in them, and Python code inside.
def ends(n):
    out = []
    for i in range(n):
        first = iter([1, 2, 3])
        second = iter("ab" if i % 2 else "abcd")
        for x, y in zip(first, second):
            out.append((x, y))
        out.append((list(first), list(second)))
    return out[-6:]


print(ends(60))


def count(n):
    total = 0
    for i in range(n):
        for k, c in enumerate("abc", i):
            total += k * ord(c)
        for k, b in enumerate(b"xy"):
            total += k * b
        for a, b, c in zip((1, 2, 3), range(4), [5, 6]):
            total += a * b + c
        for x in reversed([1, 2, 3]):
            total = total * 3 % 1000003 + x
        for x in reversed("ab"):
            total += ord(x)
        for k, (a, b) in enumerate(zip("ab", {1: 2, 3: 4})):
            total += k * b + (a == "b")
    return total


print(count(80))


def generate(n):
    for i in range(n):
        yield i


def mixed(n):
    out = 0
    sources = [[1, 2], "ab", generate(2), {5: 6}, {7}, (x for x in (8, 9))]
    for i in range(n):
        source = sources[i % 6] if i % 6 not in (2, 5) else generate(3)
        for k, item in enumerate(source):
            out += k + (item if isinstance(item, int) else ord(item))
        for pair in zip(generate(3), source if i % 6 not in (2, 5) else [1]):
            out += len(pair)
    return out


print(mixed(90))


def strict(n):
    out = []
    for i in range(n):
        try:
            for pair in zip([1, 2], [3, 4] if i % 20 else [3], strict=True):
                out.append(sum(pair))
        except ValueError as error:
            out.append(str(error))
    return len(out), out[0:3]


print(strict(61))


def change(n):
    out = []
    for i in range(n):
        table = {1: 2, 3: 4}
        try:
            for key in table:
                if i == n - 1:
                    table[i] = i
                out.append(key)
        except RuntimeError as error:
            out.append(str(error))
        items = [1, 2]
        for x in items:
            if len(items) < 5:
                items.append(x + 1)
        out.append(len(items))
    return out[-5:]


print(change(60))


def bytes_of(data):
    a, b = 1, 0
    for byte in data:
        a = (a + byte) % 65521
        b = (b + a) % 65521
    return b << 16 | a


print(bytes_of(b"hello" * 50), bytes_of(bytearray(b"hello" * 50)), bytes_of(b""))
