# Text processing: CSV, wrapping, tables, run-length, Caesar, Roman numerals, anagrams, palindromes, base64.
def parse_csv(text):
    rows = []
    for line in text.strip().split("\n"):
        fields, field, quoted = [], "", False
        i = 0
        while i < len(line):
            c = line[i]
            if quoted:
                if c == '"' and line[i + 1:i + 2] == '"':
                    field += '"'
                    i += 1
                elif c == '"':
                    quoted = False
                else:
                    field += c
            elif c == '"':
                quoted = True
            elif c == ",":
                fields.append(field)
                field = ""
            else:
                field += c
            i += 1
        fields.append(field)
        rows.append(fields)
    header, *body = rows
    return [dict(zip(header, row)) for row in body]


people = parse_csv('name,age,note\nAnn,31,"likes ""tea"", milk"\nBob,7,\n"Smith, J",60,x')
for person in people:
    print(person)
print(sorted(people, key=lambda p: int(p["age"]))[0]["name"], sum(int(p["age"]) for p in people))


def wrap(text, width):
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return lines + [line] if line else lines


text = "the quick brown fox jumps over the lazy dog and runs away from the very angry bear"
for line in wrap(text, 24):
    gaps = 24 - len(line)
    print("|" + line.ljust(24) + "|" + line.rjust(24) + "|" + line.center(24, ".") + "|", gaps)


def run_length(s):
    out = []
    for c in s:
        if out and out[-1][0] == c:
            out[-1][1] += 1
        else:
            out.append([c, 1])
    return "".join(f"{c}{n if n > 1 else ''}" for c, n in out)


print(run_length("aaabccddddde"), run_length(""), run_length("abc"))


def roman(n):
    table = [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
             (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]
    out = ""
    for value, letters in table:
        count, n = divmod(n, value)
        out += letters * count
    return out


def from_roman(s):
    values = dict(zip("IVXLCDM", (1, 5, 10, 50, 100, 500, 1000)))
    total = 0
    for a, b in zip(s, s[1:] + "I"):
        total += values[a] if values[a] >= values[b] else -values[a]
    return total


print([roman(n) for n in (1, 4, 9, 14, 40, 90, 400, 1994, 2026, 3999)])
print(all(from_roman(roman(n)) == n for n in range(1, 4000)))
words = "listen silent enlist google elgoog cat act tac dog".split()
groups = {}
for word in words:
    groups.setdefault("".join(sorted(word)), []).append(word)
print([g for g in groups.values() if len(g) > 1], [w for w in ("level", "noon", "python") if w == w[::-1]])
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def base64(data):
    out = []
    for i in range(0, len(data), 3):
        chunk = data[i:i + 3]
        number = int.from_bytes(chunk.ljust(3, b"\0"), "big")
        letters = [ALPHABET[number >> shift & 63] for shift in (18, 12, 6, 0)]
        out += letters[:len(chunk) + 1] + ["="] * (3 - len(chunk))
    return "".join(out)


print(base64(b"Hello, World!"), base64(b""), base64(b"a"), base64("é日".encode()), base64(bytes(range(256)))[:20])
vowels = sum(text.count(v) for v in "aeiou")
print(vowels, " ".join(w.capitalize() for w in text.split()[:4]), text.title()[:15])
print("".join(w[0] for w in text.split()), max(text.split(), key=len))
print({len(w) for w in text.split()} == {3, 4, 5})
print("\n".join(f"{'*' * (2 * i + 1):^9}" for i in range(4)),
      "\n".join("".join(row) for row in [["#" if (x + y) % 2 else "." for x in range(6)] for y in range(2)]),
      sep="\n")
snake = "".join("_" + c.lower() if c.isupper() else c for c in "camelCaseToSnake")
print(snake, "".join(p.capitalize() for p in snake.split("_")))
print(snake.replace("_", " ").split(maxsplit=1), snake.partition("_"))
