# Text beyond ASCII: identifiers, widths, normalisation-free comparison, code points, encodings of source.
π = 3.14
naïve, größe, 变量, имя = 1, "groß", [1], {"ключ": "значение"}
print(π, naïve, größe, 变量, имя, имя["ключ"])


class Été:
    def café(self): return "☕"


def größer(ä, *, ö=1): return ä > ö


print(Été().café(), größer(2), größer(ä=1, ö=5), Été.__name__, größer.__name__, sorted(["é", "e", "z", "É", "ａ"]))
samples = ["ascii", "latin é", "greek αβγ", "日本語", "emoji 😀🎉", "mixed é日😀", "combining e\u0301", "\u202eright",
           "nul\0inside", "\uffff", "\U0010ffff"]
for s in samples:
    print(ascii(s), len(s), len(s.encode()), len(s.encode("utf-16-le")) // 2, s == s[:])
    print(hash(s) == hash("".join(list(s))), s[::-1] == "".join(reversed(s)), ascii(s[-1]))
    print(s.find("é"))
print("é" == "e\u0301", len("é"), len("e\u0301"), "ß".upper(), "ﬁ".upper())
print("İ".lower() == "i\u0307", "Σ".lower(), "ΑΣ".lower(), "ǆ".title(), "K" == "\u212a", "ｆ" == "f")
for c in "aé日😀\n\t\u200b\xa0\u2028\U000e0001":
    print(ascii(c), ord(c), hex(ord(c)), c.isprintable(), c.isspace(), c.isalpha(), repr(c))
mixed = "a" * 5 + "é" * 3 + "日" * 2 + "😀"
print(mixed, mixed[5], mixed[-1], mixed[4:9], mixed.replace("é", "e"), mixed.count("日"))
print(mixed.index("😀"), mixed.split("é"), mixed.upper(), mixed.encode("ascii", "replace"))
print(mixed.center(20, "·"), f"{mixed:*>15}", "%s|%5s" % (mixed, "日"))
table = {ord("é"): "e", ord("日"): None, 0x1F600: ":)"}
print(mixed.translate(table), [mixed[i] for i in range(0, len(mixed), 4)], "日" in mixed)
print("😀" in mixed[:-1], max(mixed), min(mixed), sorted(set(mixed)), mixed.startswith("aaaaaé"))
print(mixed.rstrip("😀日"), "日😀" * 2, "😀".join("日é"))
print("\u00e9" "\N{LATIN SMALL LETTER E WITH ACUTE}" "\xe9" "\351")
print("\U0001F600", "\N{SNOWMAN}", b"\xe2\x98\x83".decode(), "tab\there", r"\u00e9", "line1\
continued")
for encoding in ("utf-8", "utf-16", "utf-32-be", "latin-1", "cp1252", "ascii"):
    try:
        data = "é€".encode(encoding)
        print(encoding, data, data.decode(encoding) == "é€")
    except UnicodeEncodeError as error:
        print(encoding, error)
print({"é": 1, "日": 2}["日"], {"😀"}, ["\ud83d", "a\udc80"] == ["\ud83d", "a\udc80"])
print(len("\ud83d\ude00"), [ascii(x) for x in "\ud83d\ude00"])
try:
    print("\ud800")
except UnicodeEncodeError as error:
    print(error)
