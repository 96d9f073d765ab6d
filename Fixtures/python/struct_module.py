# struct: formats, ranges, alignment, packing into buffers, messages.
import struct
def t(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print(type(e).__module__, type(e).__name__, e)
for f in ("", "b", "3s", "bhilqnNP", "<bhilq", ">H2xI", "=bi", "@bi", "bi0l", "5p", "0s", "?", "c", "efd", "!e", "z", "3", "s3", "n<", "<n", "<P", " i  h ", "1000000000000000000000b", "99999999999i", b"ih", 5, "é", "x", "10x", "<10q", "bq", "qb"):
    t(struct.calcsize, f)
for f, a in [("b", (127,)), ("b", (128,)), ("b", (-129,)), ("B", (256,)), ("B", (-1,)), ("h", (40000,)), ("H", (70000,)), ("i", (1<<31,)), ("I", (1<<32,)), ("I", (-1,)), ("l", (1<<63,)), ("L", (1<<64,)), ("q", (1<<63,)), ("Q", (-1,)), ("<i", (1<<31,)), ("<I", (-1,)), (">q", (1<<63,)), ("<Q", (1<<64,)), ("<b", (200,)), ("<B", (300,)), ("<h", (99999,)), ("i", (1.5,)), ("i", ("a",)), ("b", (None,)), ("c", (b"a",)), ("c", (b"ab",)), ("c", (5,)), ("3s", (b"abcdef",)), ("5s", (b"abc",)), ("s", ("a",)), ("3p", (b"abcdef",)), ("5p", (b"ab",)), ("0p", (b"ab",)), ("?", (5,)), ("?", ([],)), ("e", (1.5,)), ("e", (1e6,)), ("f", (1e40,)), ("f", (1,)), ("d", (2,)), ("d", ("x",)), ("f", (float("inf"),)), ("e", (float("nan"),)), ("<e", (6e-8,)), ("2h", (1,)), ("h", (1, 2)), ("h", ()), ("3x", ()), ("P", (5,)), ("N", (5,)), ("n", (-5,)), (">hhl", (1, 2, 3)), ("bhilq", (1, 2, 3, 4, 5)), ("<bhilq", (1, 2, 3, 4, 5)), ("i", (True,)), ("b2xi", (1, 2))]:
    t(struct.pack, f, *a)
class Idx:
    def __index__(self): return 7
t(struct.pack, "i", Idx())
for f, b in [("b", b"\xff"), ("<hIq", b"\1\2\3\4\5\6" + b"\xff" * 8), (">hIq", b"\1\2\3\4\5\6" + b"\xff" * 8), ("3s2p", b"abc\1d"), ("5p", b"\x09abcd"), ("?c", b"\2x"), ("<efd", b"\0\x3e" + b"\0\0\x80\x3f" + b"\0" * 6 + b"\xf0\x3f"), ("i", b"abc"), ("i", b"abcde"), ("2i", "text"), ("Q", b"\xff" * 8), ("3x", b"abc"), ("B", bytearray(b"\x80")), ("H", memoryview(b"\1\0")), ("<e", b"\1\0"), ("<e", b"\0\x7e"), ("<e", b"\0\xfc")]:
    t(struct.unpack, f, b)
t(struct.unpack_from, "<h", b"abcdef", 2); t(struct.unpack_from, "<h", b"abcdef", -2); t(struct.unpack_from, "<h", b"abcdef", 5); t(struct.unpack_from, "<h", b"abcdef", -9); t(struct.unpack_from, "<h", b"abcdef", 9); t(struct.unpack_from, "<h", buffer=b"abcdef", offset=1); t(struct.unpack_from, "<4h", b"abcdef", -2)
b = bytearray(8)
t(struct.pack_into, "<hh", b, 2, 1, 2); print(b); t(struct.pack_into, "<hh", b, -4, 3, 4); print(b); t(struct.pack_into, "<hh", b, 6, 1, 2); t(struct.pack_into, "<hh", b, -2, 1, 2); t(struct.pack_into, "<hh", b, -20, 1, 2); t(struct.pack_into, "<hh", b, 0, 1); t(struct.pack_into, "<hh", b"abcd", 0, 1, 2); t(struct.pack_into, "<hh", b); t(struct.pack_into, "<hh")
t(lambda: list(struct.iter_unpack("<h", b"abcdef"))); t(struct.iter_unpack, "<h", b"abc"); t(struct.iter_unpack, "", b"abc"); t(lambda: struct.iter_unpack("<h", b"abcd").__length_hint__())
s = struct.Struct("<hI")
print(s.size, s.format, s.pack(1, 2), s.unpack(b"\1\0\2\0\0\0"), s.unpack_from(b"x\1\0\2\0\0\0", 1), list(s.iter_unpack(b"\1\0\2\0\0\0" * 2)), struct.Struct(b"h").format, type(s))
t(struct.Struct); t(struct.Struct, 5); t(s.pack, 1); t(s.unpack, b"a"); t(s.pack, 1, "a"); t(struct.unpack, "<hI"); t(struct.pack)
