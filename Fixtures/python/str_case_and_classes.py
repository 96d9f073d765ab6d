# str: case methods, character classes, justification, encoding.
samples = ["", "hello world", "Hello World", "HELLO", "hello", "they're bill's", "123", "12.5", "abc123", "abc 123",
           " ", "\t\n", "é", "ÀÉ", "ß", "ǅ", "日本", "²", "½", "٣", "_name", "9lives", "class", "a_b", "İ", "ﬁ",
           "ὈΔΥΣΣΕΎΣ", "x\n", "😀", "ⅷ"]
for s in samples:
    print(repr(s), s.upper(), s.lower(), s.title(), s.capitalize(), s.swapcase(), s.casefold(), sep=" | ")
print("name")
print("isalpha isdigit isdecimal isnumeric isalnum isspace isupper islower istitle isidentifier isascii")
print("isprintable")
for s in samples:
    print(ascii(s))
    print(*(int(x) for x in (s.isalpha(), s.isdigit(), s.isdecimal(), s.isnumeric(), s.isalnum(), s.isspace(),
                             s.isupper(), s.islower(), s.istitle(), s.isidentifier(), s.isascii(), s.isprintable())))
print([s.center(7, "*") for s in ("", "a", "ab", "abc", "abcdefgh")])
print([s.center(6, "*") for s in ("a", "ab", "abc")], "x".center(4), "ab".center(5))
print(repr("ab".ljust(5)), repr("ab".rjust(5)), "ab".ljust(5, "."), "ab".rjust(5, "."))
print("ab".ljust(1), "42".zfill(5), "-42".zfill(5), "+4".zfill(4), "".zfill(3), "abc".zfill(2))
print("--1".zfill(6), "é".ljust(3, "日"))
for action in (lambda: "a".center(5, "ab"), lambda: "a".ljust("x"), lambda: "a".zfill(1.5), lambda: "a".center(5, 1),
               lambda: "a".upper(1)):
    try:
        action()
    except TypeError as error:
        print(error)
print(repr("a\tb\tc".expandtabs()), repr("ab\tc\n\td".expandtabs(4)), repr("\t".expandtabs(0)))
print(repr("a\t\tb".expandtabs(2)), repr("x\ty".expandtabs(tabsize=3)))
print("héllo".encode(), "héllo".encode("latin-1"), "日本".encode("utf-16-le"))
print("a😀".encode("utf-16-be"), "abc".encode("ascii"), "é".encode("ascii", "ignore"))
print("é".encode("ascii", "replace"), "é😀".encode("ascii", "backslashreplace"))
print("é".encode("ascii", "xmlcharrefreplace"), "a".encode("utf-32-le"), "a".encode("utf-8-sig"))
for action in (lambda: "é".encode("ascii"), lambda: "日本".encode("latin-1"), lambda: "a".encode("nope"),
               lambda: b"\xff".decode(), lambda: b"\xe9".decode("ascii"), lambda: "\ud800".encode(),
               lambda: b"ab\xc3".decode("utf-8"), lambda: b"\xed\xa0\x80".decode(), lambda: b"\xf5abc".decode(),
               lambda: "é".encode("ascii", "nope"), lambda: "aéb日c".encode("ascii")):
    try:
        print(action())
    except (UnicodeError, LookupError) as error:
        print(type(error).__name__, error)
print(b"\xff\xfea".decode("utf-8", "replace"), b"a\xffb".decode("utf-8", "ignore"))
print(b"\xff".decode("utf-8", "backslashreplace"))
print(ascii(b"\xff".decode("utf-8", "surrogateescape")), b"\xe9".decode("latin-1"))
print(b"\xe6\x97\xa5".decode("utf8"), b"abc".decode("us-ascii"))
print("\udcff".encode("utf-8", "surrogateescape"))
print("ab".isupper(), "AB1".isupper(), "1".isupper(), "aB".swapcase(), "straße".upper())
print("ŉ".upper(), "ΑΣ".lower(), "ΑΣ Σ".lower(), "Ǆ".title(), "o'neil mc-donald".title())
print("ALL caps".capitalize(), "ﬃ x".capitalize(), "éa".capitalize())
