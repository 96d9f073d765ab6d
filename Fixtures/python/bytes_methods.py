# bytes: literals, indexing, methods, conversions.
b = b"Hello, World"
print(b, b[0], b[-1], b[0:5], b[::-1], b[::3], len(b), list(b[:3]), b + b"!", b * 2, 3 * b"ab")
print(b"lo" in b, 72 in b, b"x" not in b, b"" in b, bool(b""))
print(b"\x00\x01\x7f\x80\xff\t\n\r\\'\"", b'it\'s', b"say \"hi\"", rb"\n", b"a" b"b", b"""x
y""")
print(bytes(), bytes(3), bytes([1, 2, 255]), bytes("é", "utf-8"), bytes(b"copy"))
print(bytes(range(5)), bytes(x for x in (65, 66)))
print(b.find(b"o"), b.rfind(b"o"), b.find(111), b.index(b"W"), b.count(b"l"), b.count(108))
print(b.find(b"zz"), b.startswith(b"He"), b.endswith((b"x", b"ld")), b.replace(b"l", b"L"))
print(b.replace(b"l", b"", 1), b.find(b"o", 5), b.rindex(b"l"))
print(b.split(b", "), b"a b  c".split(), b"a,b,c".rsplit(b",", 1), b"a=b=c".partition(b"="))
print(b"a=b=c".rpartition(b"="), b"a\nb\r\nc".splitlines(), b"a\nb".splitlines(True))
print(b"-".join([b"a", b"b"]), b"".join([]), b" x ".strip(), b"xxaxx".strip(b"x"))
print(b"xa".lstrip(b"x"), b"ax".rstrip(b"x"))
print(b.upper(), b.lower(), b.swapcase(), b"hello world".title(), b"hELLO".capitalize())
print(b"\xe9A".lower(), b"ab".center(6, b"*"), b"ab".ljust(4), b"ab".rjust(4, b"."), b"-5".zfill(4))
print(b"a\tb".expandtabs(4), b"abc".translate(bytes(range(256)), b"b"))
print(b"abc".translate(bytes.maketrans(b"ab", b"xy")), b"pre-x".removeprefix(b"pre-"))
print(b"x.y".removesuffix(b".y"))
print(b"abc".isalpha(), b"ab1".isalnum(), b"12".isdigit(), b" \t".isspace(), b"AB".isupper())
print(b"ab".islower(), b"Ab Cd".istitle(), b"ab".isascii(), b"\xff".isascii(), b"".isalpha())
print(b"".isascii())
print(b.hex(), b"abc".hex("-"), b"abcdef".hex(":", 2), b"abcdef".hex("_", -4))
print(bytes.fromhex("48 65 6c6C"), b.decode(), b"caf\xc3\xa9".decode(), str(b"abc", "ascii"))
print(b"a" < b"b", b"a" == "a", b"ab" > b"aa", b"a" == bytearray(b"a"), sorted([b"b", b"a"]))
print(max(b"abc"))
for action in (lambda: b[20], lambda: b["a"], lambda: b + "s", lambda: "s" + b, lambda: b"a" * "b",
               lambda: bytes([256]), lambda: bytes([-1]), lambda: bytes(["a"]), lambda: bytes("text"),
               lambda: bytes(-1), lambda: b"a" < "a", lambda: "a" in b, lambda: b.index(b"q"), lambda: b.find("a"),
               lambda: b"".join(["a"]), lambda: bytes.fromhex("4"), lambda: bytes.fromhex("zz"), lambda: 300 in b,
               lambda: b.split(b""), lambda: bytes(1.5), lambda: b.replace("a", "b"), lambda: b.startswith("H"),
               lambda: bytes(None), lambda: b.center(20, b"ab")):
    try:
        print(action())
    except (IndexError, TypeError, ValueError, OverflowError) as error:
        print(type(error).__name__, error)
try:
    b[0] = 1
except TypeError as error:
    print(error)


class Custom:
    def __bytes__(self): return b"custom"


print(bytes(Custom()), {b"k": 1}[b"k"], hash(b"a") == hash(b"a"), [x for x in b"ab"], [*b"hi"])
print((*b"x",), b"%s-%d" % (b"a", 5), tuple(zip(b"ab", "ab")), int(b"42"), float(b"2.5"))
print(repr(b"'"), repr(b"'\""), str(b"x"), f"{b'x'!r:>6}")
print(sum(b"\x01\x02\x03"), bytes(reversed(b"abc")), bytes(sorted(b"hello")), b"abc"[1:2])
print(b"abc"[1:1], b"a,b;c".replace(b",", b";").split(b";"), b"\n".join(x.encode() for x in "xyz"))
print(b"x" in [b"x"])
