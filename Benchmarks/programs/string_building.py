"""String building: concatenation, join, f-strings, %-formatting, replace, split, slices."""
SIZE, SMALL = 120000, 100
EXPECTED = (282960, 1293750, 4801215, 'd\nkey=119999 (1d4bf)', True, 129000, 'SLOW', 6891, 3092)


def by_concatenation(n):
    text = ""
    for i in range(n):
        text += "x" if i % 3 else str(i)
    return text


def by_join(n):
    return ",".join([str(i * i) for i in range(n)])


def by_formatting(n):
    lines = []
    for i in range(n):
        lines.append(f"{i:05d}|{i / 7:.3f}|{'even' if i % 2 == 0 else 'odd':>6}")
        lines.append("%s=%d (%x)" % ("key", i, i))
    return "\n".join(lines)


def caesar(text, shift):
    out = []
    for c in text:
        if "a" <= c <= "z":
            out.append(chr((ord(c) - 97 + shift) % 26 + 97))
        else:
            out.append(c)
    return "".join(out)


def reverse_words(text):
    return " ".join(word[::-1] for word in text.split(" "))


def run(n):
    a, b, c = by_concatenation(n), by_join(n), by_formatting(n)
    text = "the quick brown fox jumps over the lazy dog " * (n // 40)
    d = caesar(text, 3)
    e = reverse_words(text).replace("kciuq", "slow").upper()
    return len(a), len(b), len(c), c[-20:], caesar(d, -3) == text, len(e), e[4:8], b.count("99"), c.find("key=99 ")


if __name__ == "__main__":
    print(run(SMALL))
