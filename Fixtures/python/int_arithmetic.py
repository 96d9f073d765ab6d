# Integer operators around the small and the big range: signs, division, powers, shifts, bits.
numbers = [0, 1, -1, 7, -7, 10, 2 ** 31, -2 ** 31, 2 ** 61 - 1, 2 ** 61, -2 ** 61, -2 ** 61 - 1, 2 ** 62, 2 ** 63 - 1,
           2 ** 63, -2 ** 63, 2 ** 64, 10 ** 20, -10 ** 20, 3 ** 100]
for a in numbers:
    print(a, -a, +a, ~a, abs(a), a + 1, a - 1, a * 3, a & 0xFF, a | 1, a ^ -1, a >> 3, a << 3)
small = [7, -7, 3, -3, 1, 2 ** 62, -2 ** 62, 10 ** 25]
for a in small:
    for b in small:
        print(a // b, a % b, end=" ")
        assert divmod(a, b) == (a // b, a % b) and a // b * b + a % b == a
    print()
print(2 ** 0, 0 ** 0, (-2) ** 3, 2 ** -1, (-2) ** -2, 7 ** 30, (-7) ** 31)
print(pow(3, 100, 7), pow(3, -1, 7), pow(-3, 5, 7), pow(3, 5, -7), pow(2, 10 ** 6, 1000007))
print(pow(5, 0, 1), pow(10 ** 30, 3, 10 ** 9 + 7))
for bad in (lambda: 1 // 0, lambda: 1 % 0, lambda: divmod(1, 0), lambda: 0 ** -1, lambda: pow(2, -1, 4),
            lambda: pow(2, 2, 0), lambda: 1 << -1, lambda: 1 >> -1, lambda: 10 ** 30 // 0, lambda: 10 ** 30 % 0,
            lambda: 1 / 0, lambda: 1.0 // 0, lambda: 10 ** 400 / 1, lambda: float(10 ** 400), lambda: 1 << "a",
            lambda: 1 + "a", lambda: "a" + 1, lambda: [] + 1):
    try:
        print(bad())
    except (ArithmeticError, ValueError, TypeError) as error:
        print(type(error).__name__, error)
print(7 / 2, -7 / 2, 10 ** 20 / 10 ** 18, 1 / 3, 2 ** 62 / 3, 10 ** 400 / 10 ** 399, (2 ** 70 + 1) / 2 ** 70)
print(1 << 100, (1 << 100) >> 98, -1 >> 100, -(1 << 100) >> 99, -5 >> 1, 5 >> 100, 0 << 1000)
print((2 ** 100) & (2 ** 100 - 1), -2 ** 100 & 2 ** 101, -(2 ** 100) | 1, (2 ** 100) ^ (2 ** 70))
print(~(2 ** 100), -(2 ** 70) & 0xFFFF)
print((2 ** 61 - 1) + 1, (2 ** 61) - 1, (2 ** 62 - 1) + 1, -2 ** 62 - 1, (2 ** 31) * (2 ** 31))
print((2 ** 32) * (2 ** 32), 3037000500 ** 2)
x = 2 ** 62 - 2
for _ in range(4):
    x += 1
    print(x, end=" ")
for _ in range(4):
    x -= 1
    print(x, end=" ")
print()
print(2 ** 64 == 2.0 ** 64, 2 ** 53 + 1 == 2.0 ** 53, 2 ** 53 + 1 > 2.0 ** 53, 10 ** 400 > 1e308)
print(10 ** 400 < float("inf"), -10 ** 400 > float("-inf"))
print(hash(2 ** 61 - 1), hash(2 ** 61), hash(-1), hash(-2), hash(2 ** 100), hash(-2 ** 100), hash(10 ** 30))
print(True + True, True * 5, -True, ~True, True / 2, True << 3, True & 1, True & True, True | False)
print(True ^ True, not 5, 5 and 0, 0 or "x")
print((5).bit_length(), (0).bit_length(), (-5).bit_length(), (2 ** 100).bit_length())
print((255).bit_count(), (-7).bit_count(), (2 ** 100 - 1).bit_count())
print((5).numerator, (5).denominator, (5).real, (5).imag, (5).conjugate(), (7).as_integer_ratio(), (0).__bool__())
a = 5
a += 2; a -= 1; a *= 10; a //= 7; a **= 3; a %= 100; a <<= 4; a >>= 1; a |= 3; a &= 0xFE; a ^= 0xAA
print(a)
a /= 2
print(a)
