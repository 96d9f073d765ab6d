# The smallest programs: numbers, names, printing.
print(1 + 2, 7 - 10, 6 * 7, 7 // 2, 7 % 3, 2 ** 10, 7 / 2)
print(-7 // 2, -7 % 3, 7 // -2, 7 % -3, -2 ** 2, +5, ~5)
print(1.5 + 2, 0.1 + 0.2, 3.0 * 2, 1e3, 1 / 3, 2.0 ** 0.5)
print(5 & 3, 5 | 3, 5 ^ 3, 1 << 4, 256 >> 3)
a = 10
b = 3
c = a * b + a % b - a // b
print(a, b, c)
a += 5
b *= 2
c -= 1
print(a, b, c, a > b, a < b, a == 15, a != b, a >= 15, b <= 5)
x = y = 7
x, y = y + 1, x - 1
print(x, y)
print(True, False, None, not True, True and False, True or False, 1 and 2, 0 or 3)
print((1 + 2) * 3 - 4 // (1 + 1), 1 < 2 < 3, 1 < 3 < 2, 10 - 2 - 3)
big = 2 ** 100
print(big, big // 3, big % 7, -big, big - big, big == 2 ** 100)
print(10 ** 20, 99999999999 * 99999999999, 2 ** 64 - 1)
print(5 == 5.0, 1 == True, "1" == 1, 3 != 3.5)
print(min(3, 1, 2), max(3, 1, 2), abs(-4), sum([1, 2, 3]), round(2.7), int(3.9), float(2), divmod(17, 5), pow(2, 5))
