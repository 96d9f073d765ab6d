# The codecs unicode_escape and raw_unicode_escape: every escape, every fault, error handlers, streams.
import codecs
import io
import warnings

warnings.simplefilter("ignore")


def attempt(action):
    try:
        return ascii(action())
    except UnicodeError as error:
        return "%s %s [%s %s %s]" % (type(error).__name__, error, error.encoding, error.start, error.end)
    except Exception as error:
        return "%s %s" % (type(error).__name__, error)


texts = [
    "", "plain", "tab\t nl\n cr\r bell\a nul\0 del\x7f", "back\\slash 'q' \"d\"", "é\x80\xff", "ĀčЖ漢",
    "😀\U0010ffff", "\ud800x\udfff", "\x1b\x9f",
]
for text in texts:
    for name in ("unicode_escape", "raw_unicode_escape", "unicode-escape", "raw-unicode-escape", "UNICODE_ESCAPE"):
        data = text.encode(name)
        print(ascii(text), name, data, attempt(lambda: data.decode(name)))

escapes = [
    b"\\x41\\u0042\\U00000043\\N{DIGIT ONE}\\N{latin small letter a with acute}", b"\\0\\7\\12\\377\\777\\1234\\8",
    b"\\a\\b\\f\\n\\r\\t\\v\\'\\\"\\\\", b"a\\\nb", b"\xe9\xff", b"\\q", b"\\d\\w", b"\\ud83d\\ude00",
    b"\\u00e9\\\\u00e9", b"\\\\u0041", b"\\\\\\u0041", b"\\xe9\xc3\xa9",
]
faults = [
    b"\\x", b"\\x4", b"\\x4g", b"\\xg", b"\\u", b"\\u123", b"\\u12g4z", b"\\U0001", b"\\U00110000x", b"\\Uffffffffy",
    b"\\N", b"\\Nx", b"\\N{", b"\\N{}", b"\\N{x", b"\\N{no such name}z", b"abc\\", b"\\",
]
for data in escapes + faults:
    for name in ("unicode_escape", "raw_unicode_escape"):
        for errors in ("strict", "ignore", "replace", "backslashreplace", "surrogateescape"):
            print(data, name, errors, attempt(lambda: data.decode(name, errors)))

partial = [
    b"ab\\x4", b"ab\\u12", b"ab\\", b"ab\\N{x", b"ab\\U0", "é\\u00e9", "\\x41", bytearray(b"\\u0041"),
    memoryview(b"\\x41"), 5, None,
]
for decode in (codecs.unicode_escape_decode, codecs.raw_unicode_escape_decode):
    for data in partial:
        for rest in ((), ("strict", False), ("strict", True), (None, False)):
            print(type(data).__name__, rest, attempt(lambda: decode(data, *rest)))

for encode in (codecs.unicode_escape_encode, codecs.raw_unicode_escape_encode):
    for value in ("aé\u1234", b"x", 1):
        print(attempt(lambda: encode(value)))

codecs.register_error("test.mark", lambda e: ("<%s %d:%d>" % (e.reason, e.start, e.end), e.end))
print(b"a\\x4zb\\u1c".decode("unicode_escape", "test.mark"))

for size in (1, 2, 3, 5):
    stream = codecs.getreader("unicode_escape")(io.BytesIO(b"a\\x41\\u1234\\U0001f600\\N{DIGIT TWO}\\\\n\\n!"))
    print(size, ascii("".join(iter(lambda: stream.read(size), ""))))
for name in ("unicode_escape", "raw_unicode_escape"):
    decoder = codecs.getincrementaldecoder(name)()
    pieces = [decoder.decode(bytes([byte])) for byte in b"a\\x41\\u1234b\\\\"]
    print(ascii(pieces), attempt(lambda: decoder.decode(b"", True)))

with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    for data in (b"\\d\\w\\q", b"\\777", b"\\400\\d", b"\\377", b"\\8", b"\\\xe9"):
        seen.clear()
        print(ascii(data.decode("unicode_escape")), [(str(x.message), x.category.__name__) for x in seen])
