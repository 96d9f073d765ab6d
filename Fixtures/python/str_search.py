# str: find, index, count, replace, split, partition, startswith, strip and their corners.
s = "the cat sat on the mat, the end"
print(s.find("the"), s.find("the", 1), s.find("the", 1, 10), s.find("zzz"), s.find(""))
print(s.find("", 5), s.find("", 100), s.rfind("the"), s.rfind("the", 0, 20), s.rfind(""))
print(s.rfind("x"))
print(s.index("cat"), s.rindex("at"), s.index("", 3), s.count("the"), s.count("at", 6), s.count(""))
print(s.count("t", -10), "aaaa".count("aa"), "".count(""), "".count("a"), "abc".count("", 1, 2))
print("".find(""), "".find("", 1))
for action in (lambda: s.index("zzz"), lambda: s.rindex("q"), lambda: s.find(5), lambda: s.count(None),
               lambda: s.index()):
    try:
        action()
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
print(s.replace("the", "a"), s.replace("the", "a", 1), s.replace("the", "", -1))
print("aaa".replace("a", "bb"), "abc".replace("", "-"), "abc".replace("", "-", 2))
print("".replace("", "x"), "".replace("a", "b"), "aaa".replace("aa", "b"), "abc".replace("z", "y"))
print("x".replace("x", "x", 0))
print("a b  c ".split(), " a b ".split(" "), "a,b,,c".split(","), "a,b,c".split(",", 1), "".split())
print("".split(","), "   ".split(), "a b c".split(None, 1), "  a b  c ".split(None, 1))
print("abc".split("b"), "aXXbXXc".split("XX"), "a".split("a"), "a b".split(maxsplit=0))
print("1 2 3".split(sep=" ", maxsplit=-1))
print("a b  c ".rsplit(), "a,b,c".rsplit(",", 1), "a b c ".rsplit(None, 1), "".rsplit())
print("aXbXc".rsplit("X", 5), " x ".rsplit(" "))
print("a\nb\r\nc\rd\x0be\x0cf\x1cg\x85h\u2028i".splitlines(), "a\nb\n".splitlines())
print("a\nb\n".splitlines(True), "".splitlines(), "\n".splitlines())
print("\n\n".splitlines(keepends=True), "a".splitlines())
print("k=v=w".partition("="), "kv".partition("="), "k=v=w".rpartition("="), "kv".rpartition("="))
print("".partition("x"), "=".partition("="), "a::b".partition("::"))
for action in (lambda: "a".split(""), lambda: "a".partition(""), lambda: "a".rsplit(""), lambda: "a".split(5),
               lambda: "a".partition(5), lambda: "a".replace("a"), lambda: "a".replace(1, 2), lambda: "".join([1]),
               lambda: "".join(["a", None]), lambda: "".join(5), lambda: ",".join(["a", b"b"])):
    try:
        action()
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
print(s.startswith("the"), s.startswith("cat", 4), s.startswith(("x", "th")), s.startswith(""))
print(s.startswith("the", 1), s.startswith("", 100), s.startswith(()), s.endswith("end"))
print(s.endswith(("a", "nd")), s.endswith("mat", 0, 22), s.endswith(""), "".startswith(""))
print("a".endswith("ba"))
for bad in (5, ["a"], ("a", 5)):
    try:
        "zb".startswith(bad)
    except TypeError as error:
        print(error)
print(repr("  x  ".strip()), repr("  x  ".lstrip()), repr("  x  ".rstrip()), "xxabcxx".strip("x"))
print("xyabcyx".strip("xy"), "abc".strip("z"), "abc".strip("abc"), "www.a.com".lstrip("w."))
print("a.com.".rstrip(".mo"), repr("\t\n\u2003a\u00a0".strip()), "".strip(), "aXa".strip("a"))
print("é--é".strip("é"), " a ".strip(None))
print("prefix-x".removeprefix("prefix-"), "x.txt".removesuffix(".txt"), "abc".removeprefix("z"))
print("abc".removesuffix(""), "aa".removeprefix("a"), "aa".removesuffix("aa"))
print("a".removesuffix("ba"))
print(",".join(["a", "b"]), "".join([]), "-".join("abc"), ", ".join(str(i) for i in range(3)))
print("x".join(["one"]), "ab".join(("1", "2", "3")), "".join({"k": 1}), "é".join(["a", "日"]))
print("".join(["a"] * 5))
print("a-b_c d".translate({45: None, 95: "__", ord(" "): 46}), str.maketrans("abc", "xyz"))
print("aabbcc".translate(str.maketrans("abc", "xyz")))
print("abc".translate(str.maketrans("a", "b", "c")), str.maketrans({"a": "1", 98: None}))
print("hello".translate(str.maketrans("lo", "01", "h")))
for action in (lambda: str.maketrans("ab", "c"), lambda: str.maketrans({"ab": 1}), lambda: str.maketrans(5),
               lambda: "a".translate(5)):
    try:
        print(action())
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
text = "needle in haystack " * 50 + "NEEDLE"
print(text.find("NEEDLE"), text.rfind("needle"), text.count("needle"), text.index("hay", 500))
print(text.find("e i", 100, 105), len(text.replace("needle", "pin")), len(text.split()))
print(text.rsplit(" ", 2)[1:])
