# Single characters in hot loops: comparison, membership, sorts of characters, wide and shared texts.
def scan(text):
    letters = digits = spaces = signs = other = 0
    i = 0
    while i < len(text):
        c = text[i]
        if c.isalpha() or c == "_":
            letters += 1
        elif c.isdigit():
            digits += ord(c) - ord("0")
        elif c in " \t\n":
            spaces += 1
        elif c in ("+", "-", "**"):
            signs += 1
        elif c == "" or c == "ab" or c != text[i]:
            other += 100
        else:
            other += 1
        i += 1
    return letters, digits, spaces, signs, other


print(scan("let x_1 = 42 + y - 7; ok\t\n" * 20))
print(scan("ä é 1 + Ω € 12 ² ½ _ \u00a0" * 20))
print(scan("ascii first " * 20), scan("Ωmega" * 30), scan("\U0001F600 a1" * 30))
long = ""
for i in range(3000):
    long += chr(97 + i % 26)
print(scan(long), long[-1], long[5])


def backwards(text):
    out = []
    for i in range(1, len(text) + 1):
        out.append(text[-i])
    try:
        while True:
            out.append(text[i])
            i += 1
    except IndexError as error:
        return "".join(out), str(error)


print(backwards("hello world" * 12)[0][:15], backwards("hello")[1])


def shift(text, n):
    out = []
    for c in text:
        out.append(chr((ord(c) + n) % 400))
    return "".join(out)


print(shift("abcxyz" * 20, 3)[:9], shift("aé€" * 30, 150)[:4])


def pairs(text):
    total = 0
    for i, c in enumerate(text, 1):
        for j, d in enumerate("abcé"):
            if c == d:
                total += i * j
            elif c < d:
                total += 1
    return total


print(pairs("abcdef" * 20), pairs("éüa€" * 20))


def keep(text):
    last, counts = "", {}
    for c in text:
        counts[c] = counts.get(c, 0) + 1
        if c > last:
            last = c
    return last, sorted(counts.items())[:4], len(counts)


print(keep("the quick brown fox" * 12))
print([c.upper() + c for c in "xyz" * 20][:4], list(zip("abc" * 20, b"abc" * 20, range(60)))[-2:])
for bad in (-1, 0x110000):
    try:
        for i in list(range(60)) + [bad]:
            chr(i)
    except ValueError as error:
        print(error)
try:
    for c in ["a", "b"] * 40 + ["ab"]:
        ord(c)
except TypeError as error:
    print(error)
