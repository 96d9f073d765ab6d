# UTF-7 in both directions, whole and in pieces, its faults with each error handler; byte orders of UTF-16 and UTF-32 that are
# found once and kept; codecs whose search function gives a plain tuple.
import codecs

for text in ("A\u2262\u0391.", "Hi Mom -\u263a-!", "+", "++--", "a+b", "\\", "\U000abcde", "\ud801", "\ud801x", "\ud801\U000abcde",
             "\xe9\xe9a", "~", "tab\tnew\n", "\u65e5\u672c\u8a9e/", "\u65e5-"):
    encoded = text.encode("utf-7")
    print(ascii(text), encoded, encoded.decode("utf-7") == text)
for data in (b"+2AE-", b"+2AE", b"+@", b"+", b"+-", b"+AKM", b"+AKM-x", b"+AKMx", b"a\xffb", b"+\xc1", b"+AK-", b"+AKMA-", b"+AKN-",
             b"+2AHab9ze-", b"+2AEA-", b"+ZeVnLIqe\xe9", b"a+AGEAYg.c", b"+AAAA/-"):
    for errors in ("strict", "replace", "ignore", "surrogateescape"):
        try:
            print(data, errors, ascii(data.decode("utf-7", errors)))
        except UnicodeDecodeError as error:
            print(data, errors, error)
decoder = codecs.getincrementaldecoder("utf-7")()
print([decoder.decode(bytes([byte])) for byte in b"a+AKM-b+AGEAYg"], ascii(decoder.decode(b"", True)))

for name in ("utf-16", "utf-32"):
    data = "a\u20ac\U0001f600".encode(name)
    decoder = codecs.getincrementaldecoder(name)()
    print(name, ascii("".join(decoder.decode(data[place : place + 3]) for place in range(0, len(data), 3))), decoder.getstate()[1])
    swapped = codecs.getincrementaldecoder(name)()
    print(ascii(swapped.decode("\ufeffab".encode(name + "-be"))), ascii(swapped.decode("c".encode(name + "-be"), True)))
print(codecs.utf_16_ex_decode(b"\xff\xfea\x00b", "strict", 0, False), codecs.utf_16_ex_decode(b"\x00a", "strict", 1, True))
print(codecs.utf_32_ex_decode(b"\x00\x00\xfe\xff\x00\x00\x00a"), codecs.utf_16_ex_decode(b"a\x00"))


def search(name):
    if name == "fixture.tuple":
        return (lambda text, errors="strict": (text.upper().encode(), len(text)),
                lambda data, errors="strict": (bytes(data).decode().lower(), len(data)), None, None)
    if name == "fixture.wrong":
        return (lambda text, errors="strict": 42, lambda data, errors="strict": (42, 42), None, None)
    if name == "fixture.numbers":
        return (lambda text, errors="strict": (42, 1), lambda data, errors="strict": (b"42", 1), None, None)


codecs.register(search)
print("abc".encode("fixture.tuple"), b"ABC".decode("fixture.tuple"), codecs.encode("x", "fixture.tuple"))
for function in ("abc".encode, b"abc".decode):
    for name in ("fixture.wrong", "fixture.numbers"):
        try:
            function(name)
        except TypeError as error:
            print(error)
