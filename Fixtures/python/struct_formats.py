# struct: every number format in both byte orders at its limits, runs of fields, and values that are no plain numbers.
import struct


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


class Number(int):
    pass


limits = {"b": 8, "B": 8, "h": 16, "H": 16, "i": 32, "I": 32, "l": 32, "L": 32, "q": 64, "Q": 64}
for order in "<>=!@":
    for code, bits in limits.items():
        if order == "@" and code in "lL":
            bits = 64
        low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if code.islower() else (0, (1 << bits) - 1)
        packed = [struct.pack(order + code, value) for value in (low, high, 0, 1, high // 3)]
        print(order, code, packed[1].hex(), packed[4].hex(), [struct.unpack(order + code, p)[0] for p in packed] == [low, high, 0, 1, high // 3], end=" ")
        for value in (low - 1, high + 1, 1.0, "1", None) if bits < 64 and code not in "hH" else ("1",):
            try:
                print(struct.pack(order + code, value))
            except (struct.error, OverflowError) as error:
                print(type(error).__name__, error, end=" ")
        print()
for order in "<>":
    for code in "efd":
        for value in (0.0, -0.0, 1.5, -2.75, 65504.0, 1e-7, float("inf"), float("-inf"), 3, True, Index(4)):
            print(struct.pack(order + code, value).hex(), struct.unpack(order + code, struct.pack(order + code, value))[0], end=" ")
    print(struct.pack(order + "d", 1e300).hex(), struct.pack(order + "d", 5e-324).hex(), struct.unpack(order + "d", struct.pack(order + "d", 2.0**300)))
layout = struct.Struct("<IHBdq")
print(layout.size, layout.pack(1, 2, 3, 4.5, -6), layout.unpack(layout.pack(2**32 - 1, 65535, 255, -0.0, -(2**63))))
print(struct.pack("<3h2x?c4s5p", 1, -2, 3, [0], b"z", b"abcdef", b"pascal"), struct.unpack("<3h2x?c4s5p", struct.pack("<3h2x?c4s5p", 1, -2, 3, "", b"z", b"ab", b"p")))
print(struct.pack("bhiq", 1, 2, 3, 4), struct.pack("@bq0i", 1, 2), struct.calcsize("@bq0i"), struct.calcsize(">bq"))
print(struct.pack(">hB?", True, Index(7), Number(0)), struct.pack(b"<i", Number(-5)), struct.pack("<Q", Index(2**64 - 1)))
buffer = bytearray(12)
struct.pack_into(">HI", buffer, 3, 258, 16909060)
layout = struct.Struct("<hh")
layout.pack_into(buffer, -4, 1, -1)
print(buffer, struct.unpack_from(">HI", buffer, 3), layout.unpack_from(buffer, offset=8), list(layout.iter_unpack(bytes(buffer))))
changing = bytearray(8)


class Shrinks:
    def __index__(self):
        changing.clear()
        return 1


for call in (lambda: struct.pack(), lambda: struct.pack("i"), lambda: struct.pack("i", 1, 2), lambda: struct.pack("ii", 1), lambda: struct.pack("y", 1), lambda: struct.pack("3", 1), lambda: struct.pack("i", x=1),
             lambda: struct.unpack("i", b"abc"), lambda: struct.unpack("i", "text"), lambda: struct.unpack_from("i", b"abcdef", 3), lambda: struct.unpack_from("i", b"abcdef", -3), lambda: struct.pack_into("i", b"abcd", 0, 1),
             lambda: struct.pack_into("i", bytearray(3), 0, 1), lambda: struct.pack_into("i"), lambda: struct.pack_into("i", bytearray(4)), lambda: layout.pack(1), lambda: layout.pack(1, 2, x=3), lambda: struct.pack("c", b"ab"),
             lambda: struct.pack("s", 1), lambda: struct.pack("f", 1e300), lambda: struct.pack("<f", 1e300), lambda: struct.pack("<e", 1e6), lambda: struct.pack("d", "x"), lambda: struct.pack("P", -1) == b"\xff" * 8):
    try:
        print(call())
    except Exception as error:
        print(type(error).__name__, error)
for count in range(120):
    struct.calcsize(f"{count}i")
print(struct.unpack("2i", struct.pack("2i", 1, 2)), struct.Struct("2i").format)
