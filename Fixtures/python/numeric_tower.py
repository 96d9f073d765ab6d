# Mixed arithmetic of bool, int, big int and float; subclasses; conversions at the borders of representations.
values = [True, False, 3, -3, 2 ** 61 - 1, -2 ** 61, 2 ** 62, 2 ** 70, 1.5, -0.0, 1e20, 1e300]
for a in values:
    row = []
    for b in values:
        try:
            row.append(repr(a + b) if not (isinstance(a, float) or isinstance(b, float)) else f"{a + b:.6g}")
        except OverflowError as error:
            row.append(str(error))
    print(a, row)
for a in values:
    print(repr(a), [int(a == b) for b in values], [int(a < b) for b in values])
for a in values:
    out = []
    for b in values:
        try:
            out.append(f"{a * b:.5g}/{a - b:.5g}/{a // b:.5g}/{a % b:.5g}")
        except (ZeroDivisionError, OverflowError) as error:
            out.append(type(error).__name__)
    print(out)
print([type(x).__name__ for x in (True + True, True * 1.0, 1 + 1.0, 2 ** -1, 2 ** 2, True ** 2, 5 // 2.0, 5 % 2.0,
                                  -True, +True, ~True, 1 / 1, 4 // 2, round(1.0), round(1), abs(True))])


class MyInt(int):
    def __add__(self, other): return MyInt(int(self) + int(other))
    def __repr__(self): return f"MyInt({int(self)})"


class MyFloat(float):
    def __mul__(self, other): return "mul"


m = MyInt(5)
print(m + 1, 1 + m, m * 2, m - 1, -m, m == 5, hash(m) == hash(5), {5: "x"}[m])
print([0, 1, 2, 3, 4, 5][m], f"{m:3d}|", "%d" % m, str(m), isinstance(m, int), m.real, MyInt("7"))
print(MyInt.from_bytes(b"\x01", "big"), range(m), m << 1, m.bit_length())
f = MyFloat(2.5)
print(f * 2, 2 * f, f + 1, f, repr(f), f == 2.5, f"{f:.2f}", float(f), type(float(f)).__name__, type(f + 0).__name__)
print((2 ** 53) + 1 == float(2 ** 53 + 1), 2 ** 53 + 1 > float(2 ** 53), 10 ** 22 == 1e22)
print(10 ** 23 == 1e23, 2 ** 1023 == float(2 ** 1023), 0.1 == 1 / 10, 0.5 == 1 / 2)
print(int(2.0 ** 62), int(-2.0 ** 62), int(2.0 ** 61), int(1e18), int(123456789.987), int(-0.9))
print(int(1e100) == 10 ** 100, int(2.0 ** 100) == 2 ** 100)
print(float(2 ** 62), float(2 ** 62 + 1), float(-2 ** 63), 2 ** 62 + 0.0, (2 ** 62) / 2)
print((2 ** 100) / 2 ** 98, 2 ** 63 / 3)
for n in (2 ** 61 - 1, 2 ** 61, 2 ** 62 - 1, 2 ** 62, 2 ** 63, 2 ** 64):
    print(n, n + 1, n - 1, -n, n * 2, n // 2, n >> 1, n << 1, n & 0xFF, n | 1, n ^ n, ~n, n % 10)
    print(n == n + 0, divmod(n, 10), -n // 10, -n % 10, n * n, n * -1)
    print(hash(n) == hash(float(n)) or n)
total = 0
for i in range(100):
    total += 2 ** 58
print(total, total == 100 * 2 ** 58)
product = 1
for i in range(1, 30):
    product *= i
print(product)
while product > 1:
    product //= 7
print(product)
x = 1
seen = []
for i in range(70):
    x = x * 3 if i % 2 else x * 5 - 1
    seen.append(x % 1000)
print(x, seen[-5:])
