# unicodedata: properties of all code points by checksum, names, decompositions, the four normal forms, and errors.
import unicodedata
import zlib



def characters(*ranges):
    for start, end, step in ranges:
        yield from map(chr, range(start, end, step))


for name in ("category", "bidirectional", "east_asian_width", "mirrored", "combining"):
    function = getattr(unicodedata, name)
    print(name, zlib.crc32(" ".join([str(function(c)) for c in characters((0, 0x3400, 1), (0xA000, 0xB000, 1), (0xF900, 0x11000, 1))]).encode()))
sample = "".join(characters((0, 0x3400, 3), (0xF900, 0x20000, 7)))
for name in ("decimal", "digit", "numeric", "name"):
    function = getattr(unicodedata, name)
    print(name, zlib.crc32(repr([function(c, None) for c in sample]).encode()))
print(zlib.crc32(" ".join([unicodedata.decomposition(c) for c in sample]).encode()))
print(zlib.crc32(" ".join([unicodedata.ucd_3_2_0.category(c) + unicodedata.ucd_3_2_0.bidirectional(c) for c in sample]).encode()))

texts = ["é", "e\u0301", "ﬁ²①", "\u1E9B\u0323", "각", "\u1100\u1161\u11a8", "a\u0315\u0300\u05ae\u0300b", "\u0958", "Å", "\u2126", "ǆ", "\ufb1d", "日本", "\U0001D15E"]
for form in ("NFC", "NFD", "NFKC", "NFKD"):
    print(form, [ascii(unicodedata.normalize(form, text)) for text in texts])
    print(form, [unicodedata.is_normalized(form, text) for text in texts])
    whole = unicodedata.normalize(form, "".join(characters((0xA0, 0xD800, 5), (0xF900, 0x10FFF, 3))))
    print(form, len(whole), zlib.crc32(whole.encode("utf-8", "surrogatepass")))

for name in ["SPACE", "latin small letter e with acute", "NULL", "nbsp", "HANGUL SYLLABLE GA", "CJK UNIFIED IDEOGRAPH-4E00", "GRINNING FACE"]:
    print(name, ascii(unicodedata.lookup(name)))
for character in "a é\u0301一가😀":
    print(unicodedata.name(character), unicodedata.category(character), unicodedata.decomposition(character))
print(unicodedata.unidata_version, unicodedata.ucd_3_2_0.unidata_version, unicodedata.ucd_3_2_0.category("😀"))
print("bücher.example".encode("idna"), b"xn--bcher-kva.example".decode("idna"))


def attempt(function, *arguments):
    try:
        print(ascii(function(*arguments)))
    except Exception as error:
        print(type(error).__name__, ascii(str(error)))


attempt(unicodedata.name, "\0")
attempt(unicodedata.name, "\0", 5)
attempt(unicodedata.name, "ab")
attempt(unicodedata.category, 1)
attempt(unicodedata.lookup, "no such character")
attempt(unicodedata.decimal, "a")
attempt(unicodedata.digit, "²")
attempt(unicodedata.numeric, "½")
attempt(unicodedata.numeric, "a")
attempt(unicodedata.normalize, "NFX", "a")
attempt(unicodedata.normalize, "NFC", 1)
