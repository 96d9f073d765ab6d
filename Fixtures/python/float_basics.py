# Floats: repr, arithmetic, comparison, special values, methods.
values = [0.0, -0.0, 1.0, -1.5, 0.1, 0.1 + 0.2, 1 / 3, 1e16, 1e15, 123456789012345678.0, 1e22, 1e23, 1e-4, 1e-5,
          1.5e-7, 1e100, 1e308, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 3.141592653589793, 2.5,
          100.0, 1e5, 9007199254740993.0, 1e-300]
for v in values:
    print(repr(v), str(-v), v == float(repr(v)), end="; ")
print()
inf, nan = float("inf"), float("nan")
print(inf, -inf, nan, inf - inf, inf * 0, inf + 1, -inf < inf, inf == inf, nan == nan, nan < 1)
print(nan != nan, 1e308 * 10, -1e308 * 10)
print(0.0 == -0.0, str(-0.0), -0.0 + 0.0, 0.0 * -1, 5.0 % 3, -5.0 % 3, 5.0 % -3, -5.0 % -3)
print(5.5 // 2, -5.5 // 2, 5.5 // -2, divmod(-7.5, 2))
print(7.0 // 0.5, 1e20 // 1, 1e300 * 1e-300, 0.1 * 3, 0.3 == 0.1 * 3, 2 ** 0.5, 2.0 ** -1)
print(4 ** 0.5, 0.0 ** 0, inf ** 0, nan ** 0, 1 ** nan)
print(1e16 + 1, 1e16 + 2, 2.0 ** 53 + 1, 0.1 + 0.7, 4.35 * 100, 1.1 + 2.2, 1 - 0.9, 1e-320)
print(1e-323 / 2, 3.0 - 1, 3 * 1.5, 7 - 2.5, 1 // 0.1, 1 % 0.1)
for action in (lambda: 1.0 / 0, lambda: 1.0 // 0.0, lambda: 1.0 % 0.0, lambda: divmod(1.0, 0.0), lambda: 0.0 ** -1,
               lambda: 10.0 ** 400, lambda: 1.5 << 1, lambda: 1.5 + "a", lambda: 1.5 & 1, lambda: ~1.5,
               lambda: float("x"), lambda: float(""), lambda: float([]), lambda: float("1_"), lambda: (0.5).hex(1),
               lambda: float("1 2"), lambda: float(None), lambda: inf.as_integer_ratio(),
               lambda: nan.as_integer_ratio(), lambda: round(inf), lambda: round(nan)):
    try:
        print(action())
    except (ArithmeticError, ValueError, TypeError) as error:
        print(type(error).__name__, error)
for text in ("1", "-1.5", " 2.5 ", "1e5", "1E-5", ".5", "5.", "inf", "-Infinity", "NaN", "+nan", "1_000.5", "0x",
             "1e400", "1e-400", "-0", "٣.٥"):
    try:
        print(repr(text), float(text), end="; ")
    except ValueError as error:
        print(error, end="; ")
print()
print((0.5).hex(), (1.0).hex(), (-0.1).hex(), (1e300).hex(), (5e-324).hex(), inf.hex(), (0.0).hex())
print(float.fromhex("0x1.8p3"), float.fromhex("-0x.1p-4"), float.fromhex("ff"))
print(float.fromhex("inf"))
print((0.75).as_integer_ratio(), (-2.5).as_integer_ratio(), (0.1).as_integer_ratio())
print((1e20).as_integer_ratio(), (3.0).is_integer(), (3.5).is_integer(), inf.is_integer())
print(int(3.99), int(-3.99), (2.5).__int__() if hasattr(2.5, "__int__") else 2, (3.7).__trunc__())
print((-3.7).__floor__(), (3.2).__ceil__(), (1.5).real, (1.5).imag, (1.5).conjugate())
print(hash(1.0), hash(0.5), hash(-0.0), hash(inf), hash(-inf), hash(1e20) == hash(10 ** 20))
print(hash(0.1), hash(1e300), hash(-1.0), hash(2.0 ** 70) == hash(2 ** 70))
print(1.0 == 1, 1.5 > 1, 2 ** 53 == 2.0 ** 53, 0.1 < 1 / 10 + 1e-18, max(1, 1.0), min(1.0, 1))
print(sorted([2, 1.5, -inf, 3, inf, 0.0]))
print(bool(0.0), bool(-0.0), bool(nan), bool(1e-320), not 0.5, abs(-1.5), abs(-0.0), -(0.0))
print(+(-1.5), sum([0.1] * 10), sum([0.1] * 3, 1), max(nan, 1), min(1, nan))
