# Floats at the ends of the range and of any immediate form: huge, tiny, denormal, zeros, as keys and in loops.
exponents = [-1074, -1073, -1050, -1023, -1022, -1000, -600, -512, -300, -257, -256, -255, -254, -100, -1, 0, 1, 100,
             254, 255, 256, 257, 300, 511, 512, 600, 1000, 1023]
values = [2.0 ** e for e in exponents]
for e, v in zip(exponents, values):
    print(e, repr(v), repr(-v), v == -(-v), v > 0, v * 2 / 2 == v if e < 1023 else "top")
    print(hash(v) == hash(v + 0.0), v.hex())
total = 0.0
for v in values:
    total += v
for v in reversed(values):
    total -= v
print(total)
for x in (1e-320, 1e-310, 1e-200, 1e-78, 1e-77, 1e-76, 1e76, 1e77, 1e78, 1e200, 1e308):
    for s in (1, -1):
        y = x * s
        print(repr(y), y + y, y - y, y * 0.5, y / 3, abs(y), y < 0, int(y) if abs(y) > 1 else 0,
              round(y, 5) if abs(y) < 1e10 else "big", end=" | ")
    print()
table = {v: i for i, v in enumerate(values)}
print([table[2.0 ** e] for e in exponents] == list(range(len(values))), table[1], 2 ** 600 in table)
print(table.get(2 ** 1000), len({v for v in values + values}))
x, steps = 1.0, 0
while x > 0.0:
    x /= 2
    steps += 1
print(steps, x)
x, steps = 1.0, 0
while x < float("inf"):
    x *= 2
    steps += 1
print(steps, x, -x, x - x, x * 0)
x = 1.5
log = []
for i in range(300):
    x = x * x if i % 3 == 0 else x / 7 if i % 3 == 1 else x - 1e-100
    if x > 1e300 or x != x:
        x = 2.0 ** -300
    log.append(x)
print(log[::37], len(set(log)))
print(0.0 == -0.0, str(-0.0))
print([repr(z) for z in (0.0 * -1, -0.0 + 0, -0.0 - 0, 0.0 + -0.0, -0.0 * -0.0, abs(-0.0), -(0.0), round(-0.4),
                         round(-0.4, 0), -0.0 // 1, -0.0 % 1, 0.0 // -1)])
nan = float("nan")
print(nan, -nan, [nan == nan, nan < nan, nan != nan], sorted([3.0, 1.0, 2.0]), max(1.0, nan))
print(nan in [nan], {nan: 1}.get(nan), (nan,) == (nan,), nan is nan, float("nan") == float("nan"))
print(str(nan * 0), nan ** 0, 1.0 ** nan, int(nan == nan))
print(1e308 + 1e308, 1e308 * 10, -1e308 * 10, 1e-308 / 1e10, 1e-320 / 1e10, 5e-324 / 2)
print(5e-324 * 0.6, 2.2250738585072014e-308 / 2, 4.9e-324, 2.4e-324, 2.5e-324)
print(sum([1e-300] * 10), sum([1e300, 1.0, -1e300]), sum(values) > 1e307, min(values), max(values))
print([v for v in values if 1e-78 < v < 1e78][:3])
data = [(i * 37 % 101 - 50) * 10.0 ** (i % 40 * 15 - 300) for i in range(120)]
data.sort()
print(data[0], data[1], data[60], data[-1], all(a <= b for a, b in zip(data, data[1:])))
print(sorted(data, key=abs)[:4], sorted(data, reverse=True)[0])
from array import array

packed = array("d", values)
print(list(packed) == values, packed[0], packed[-1], array("f", [1e-40, 1e38, 0.1])[0], sum(packed) == sum(values))


class Holder:
    def __init__(self, v): self.v = v
    def scale(self, k): self.v *= k; return self.v


h = Holder(1e-70)
print([h.scale(1e-10) for _ in range(3)], [h.scale(1e60) for _ in range(3)], h.v == h.v)
print([float(repr(v)) == v for v in values] == [True] * len(values), float("1e-400"))
print(float("1e400"), float("123456789e300"), 1e22 + 1, 0.1 + 1e-17)
