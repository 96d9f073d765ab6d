# Integers of any size: factorials, huge products, division, digits, printing and parsing.
import math
import sys


def factorial(n):
    result = 1
    for i in range(2, n + 1):
        result *= i
    return result


print(factorial(25), factorial(100))
print(factorial(300) // factorial(298), factorial(500) % (10 ** 9 + 7), math.factorial(200) == factorial(200))
text = str(factorial(1000))
print(len(text), text[:20], text[-5:], sum(map(int, text)))
a = 3 ** 500 + 12345
b = 7 ** 200 - 99
print(a * b % 1000000007, a // b, a % b == a - b * (a // b), divmod(-a, b)[1] % 1000, divmod(a, -b)[0] % 1000)
print((a * b) // b == a, (a * b + 5) % b, -(a * b) // b == -a, (a << 300) >> 300 == a, (a ^ b) ^ b == a)
print(int(str(a)) == a, int(hex(a), 16) == a, int(oct(b), 8) == b, int(bin(a), 2) == a)
print(hex(a)[:20], oct(b)[:20], bin(b)[:20], len(bin(a)))
print(math.isqrt(a), math.isqrt(10 ** 60), math.gcd(a * 12, b * 12), math.gcd(factorial(30), 2 ** 40))
print(1 << 200, -(1 << 200), (1 << 200) - 1, ((1 << 200) - 1) & ((1 << 100) - 1) == (1 << 100) - 1)
fib, nxt = 0, 1
for _ in range(1000):
    fib, nxt = nxt, fib + nxt
print(fib)
print(2 ** 1000 % 10 ** 20, pow(2, 1000, 10 ** 20), pow(a, b, 10 ** 15 + 37))
print(a > b, a == a + 0, -a < -b, a != b, sorted([10 ** 30, -10 ** 30, 5, 2 ** 90]), max(a, b) == a)
print(float(10 ** 22), float(2 ** 100), float(3 ** 80), int(1e30), int(-1e30), int(2.0 ** 80), float(2 ** 1023))
print(round(12345678901234567890, -5), round(-12345678901234567890, -19), round(15 * 10 ** 30, -31), round(10 ** 30, 5))
print(f"{10 ** 30:,} {10 ** 30:_} {2 ** 70:x} {2 ** 70:#o} {-2 ** 70:b}")
print(f"{10 ** 25:40d}| {10 ** 25:<40d}| {10 ** 25:e} {10 ** 25:.3g}")
print("%d %x %o %30d %-30d| %+d" % (10 ** 20, 10 ** 20, 10 ** 20, 10 ** 20, 10 ** 20, 10 ** 20))
print(sum(10 ** i for i in range(40)), math.prod(range(1, 40)), math.comb(200, 100), math.perm(50, 20))
negative = -(10 ** 40)
print(negative // 7, negative % 7, negative >> 10, negative & 0xFFFFFFFF, abs(negative), int(negative / 3) % 10 ** 5)
print(sys.get_int_max_str_digits() if hasattr(sys, "get_int_max_str_digits") else 4300)
try:
    str(10 ** 5000)
except ValueError as error:
    print(error)
try:
    int("1" * 5000)
except ValueError as error:
    print(error)
print(len(hex(10 ** 5000)), 10 ** 5000 % 97)
x = 1
for i in range(200):
    x = x * 31 + i
    x ^= x >> 13
print(x % (10 ** 40))
