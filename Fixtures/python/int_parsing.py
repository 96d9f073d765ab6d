# int(): texts, bases, white space, underscores, bytes; to_bytes and from_bytes.
for text in ("0", "42", "-17", "+5", "  12\n", "1_000_000", "000", "-0", "٣٤", "９"):
    print(repr(text), int(text))
for text, base in (("ff", 16), ("0xFF", 16), ("0XfF", 0), ("0b101", 2), ("101", 2), ("0o17", 8), ("17", 8), ("z", 36),
                   ("Zz", 36), ("0b11", 0), ("0o17", 0), ("12", 0), ("-0x1F", 0), ("1_0", 2), ("12", 3), ("0x_f", 16),
                   ("0_0", 0)):
    print(text, base, int(text, base))
for args in (("", ), (" ", ), ("1.5", ), ("x", ), ("1__0", ), ("_1", ), ("1_", ), ("0x10", ), ("12", 2), ("9", 8),
             ("010", 0), ("1", 1), ("1", 37), ("- 1", ), ("++1", ), ("1 2", ), (None, ), ([], ), (1, 2), ("0b", 2),
             ("é", ), ("1\0", ), (b"1\xff", ), (1.5, 10), ("5", "10")):
    try:
        print(args, int(*args))
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
print(int(), int(3.99), int(-3.99), int(True), int(b"12"), int(bytearray(b"-7")), int("7", base=9))
print(int(1e18), int(-0.5))
for bad in (float("inf"), float("nan")):
    try:
        int(bad)
    except (OverflowError, ValueError) as error:
        print(type(error).__name__, error)
print((1024).to_bytes(2, "big"), (1024).to_bytes(4, "little"), (-1).to_bytes(2, "big", signed=True))
print((0).to_bytes(1, "big"))
print((-128).to_bytes(1, "little", signed=True), (2 ** 80).to_bytes(11, "big"))
print((-2 ** 70).to_bytes(10, "little", signed=True), (5).to_bytes())
for action in (lambda: (256).to_bytes(1, "big"), lambda: (-1).to_bytes(1, "big"),
               lambda: (128).to_bytes(1, "big", signed=True), lambda: (1).to_bytes(1, "middle"),
               lambda: (1).to_bytes(-1, "big")):
    try:
        print(action())
    except (OverflowError, ValueError) as error:
        print(type(error).__name__, error)
print(int.from_bytes(b"\x04\x00", "big"), int.from_bytes(b"\x04\x00", "little"))
print(int.from_bytes(b"\xff\xfe", "big", signed=True))
print(int.from_bytes(b"", "big"), int.from_bytes(b"\xff" * 12, "big"))
print(int.from_bytes(b"\xff" * 12, "little", signed=True), int.from_bytes([1, 2, 3], "big"))
for n in (1, -1, 255, 2 ** 64, -2 ** 64, 10 ** 30):
    size = n.bit_length() // 8 + 1
    assert int.from_bytes(n.to_bytes(size, "little", signed=True), "little", signed=True) == n
print(hex(255), hex(-255), oct(8), oct(-8), bin(5), bin(-5), hex(0), hex(2 ** 70), bin(True))
print(0xFF, 0o17, 0b1010, 1_000, 0x_ff, 0xDeadBeef, 00, 1_2_3)
print(str(-0), repr(10 ** 18), str(2 ** 63), int("9223372036854775808"))
print(int("-9223372036854775809"), int("4611686018427387904"))
print(isinstance(True, int), int.__name__, type(5), (5).__add__(3), (5).__radd__(3))
print((5).__add__("x"), int.__add__(1, 2), (5).__truediv__(2))
print(5 .__class__, (5).__str__(), int("0" * 50 + "7"), int.__doc__.splitlines()[0])
