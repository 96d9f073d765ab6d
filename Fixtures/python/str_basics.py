# Strings: literals, escapes, repr, indexing, slicing, comparison, membership, concatenation.
print('single', "double", '''triple
line''', """quotes "inside" it""", 'it''s', "a" "b" 'c', r"raw\n")
print("tab\tnew\\n\x41\101\u00e9\U0001F600\N{GREEK SMALL LETTER ALPHA}\0end".replace("\0", "NUL"))
for s in ("", "a", "it's", 'say "hi"', 'both \' and "', "line\nbreak", "tab\t", "back\\slash",
          "\x00\x1f\x7f\x80\xa0\xad", "é", "日本", "\U0001F600", "\ud800", "\u200b", "\r\x0b", "\u0378"):
    print(repr(s), ascii(s), len(s))
s = "Hello, World"
print(s[0], s[-1], s[4:8], s[:5], s[7:], s[::-1], s[::2], s[-5:-1], s[10:2:-2], s[100:], s[-100:3])
print(repr(s[5:5]), s[3:1], s[:], s[::3], s[-1::-3], s[True])
for i in (12, -13, "a", 1.5, None):
    try:
        s[i]
    except (IndexError, TypeError) as error:
        print(type(error).__name__, error)
try:
    s[::0]
except ValueError as error:
    print(error)
for action in ("s[0] = 'h'", "del s[0]", "s + 1", "1 + s", "s * 'a'", "s - s", "'a' < 1", "1 in s", "s.foo", "s()",
               "-s", "s @ s", "int + s", "s * 1.5"):
    try:
        exec(action)
    except (TypeError, AttributeError) as error:
        print(action, "|", error)
print(s + "!" + "?" * 3, 2 * "ab", "x" * 0, "x" * -5, "-" * 10, "lo" in s, "LO" in s, "" in s)
print("z" not in s, "a" < "b", "a" < "B", "abc" < "abcd", "" < "a", "é" > "z", "a" == "a")
print("a" != "b")
print([c for c in "añ日😀"], list("abc"), tuple("xy"), sorted("hello"), max("hello"), min("hello"))
print("".join(reversed("abc")), list(enumerate("ab")), len("añ日😀"), "añ日😀"[::-1], "añ日😀"[2:4])
print(str(), str(5), str(None), str([1, "a"]), str(b"x"), str(b"caf\xc3\xa9", "utf-8"))
print(str(b"\xe9", "latin-1"), str(b"a\xff", "ascii", "replace"), str(object=1.5), str("s"))
print(ord("a"), ord("é"), ord("😀"), chr(97), chr(233), chr(0x1F600), [ord(c) for c in "\t\n "])
print(hash("") == hash(""), hash("a") == hash("a"))
for bad in (-1, 0x110000):
    try:
        chr(bad)
    except (ValueError, OverflowError) as error:
        print(type(error).__name__, error)
a = "x"
a += "y"
a *= 3
print(a, a.count("xy"), a.index("y"), bool(""), bool(" "), not "", "a" and "b", "" or "default")
text = ""
for i in range(1000):
    text += str(i % 10)
print(len(text), text[-5:], text.count("7"), hash(text) == hash("0123456789" * 100))
big = "ab" * 1000 + "é" + "日"
print(len(big), big[2000], big[-1], big.find("日"), big.isascii(), big[:10], (big + "😀")[-2:], big.encode()[-5:])
words = {"one": 1, "o" + "ne": 2, "".join(["o", "n", "e"]): 3}
print(words, "%s" % words, "a\tb".expandtabs(), "{}".format("x"))
