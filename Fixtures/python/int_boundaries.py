# Integers that cross the borders of small representations in loops, with every operator and in containers.
borders = [2 ** k + d for k in (30, 31, 32, 53, 60, 61, 62, 63, 64) for d in (-2, -1, 0, 1, 2)]
borders += [-b for b in borders]
for b in borders[::3]:
    print(b, b + 1, b - 1, b * 2, b // 2, b % 10, -b, abs(b), ~b, b >> 1, b << 1, b & 255, b | 1)
    print(b ^ 1, b == b + 0, str(b) == repr(b), hash(b) == hash(b * 1))
checks = 0
for a in borders:
    for b in borders:
        assert (a + b) - b == a and (a - b) + b == a and -(-a) == a and ~~a == a
        assert a * b == b * a and (a * b) // b == a and (a * b) % b == 0
        assert a // b * b + a % b == a and divmod(a, b) == (a // b, a % b)
        assert (a < b) == (b > a) == (not a >= b) and (a == b) == (not a != b)
        assert (a & b) + (a | b) == a + b and (a ^ b) == (a | b) - (a & b)
        assert (a << 3) >> 3 == a and a << 1 == a * 2 and a >> 1 == a // 2
        checks += 6
print(checks)
for start, step in ((2 ** 61 - 5, 1), (-2 ** 61 + 5, -1), (2 ** 62 - 5, 1), (-2 ** 62 + 5, -1), (2 ** 63 - 5, 1),
                    (-2 ** 63 + 5, -1), (2 ** 31 - 5, 1)):
    x = start
    seen = []
    for _ in range(10):
        x += step
        seen.append(x)
    print(seen[0], seen[4], seen[5], seen[-1])
    print(seen == list(range(start + step, start + 11 * step, step)), len(set(seen)))
x = 1
for _ in range(130):
    x *= 2
print(x)
for _ in range(130):
    x //= 2
print(x)
x = 3
for i in range(40):
    x = x * x % (2 ** 62 - 57)
print(x)
x = 1
for i in range(100):
    x = -x * 3
print(x, x.bit_length())
table = {b: i for i, b in enumerate(borders)}
print(len(table), table[2 ** 62], table[-2 ** 62], table.get(2.0 ** 62), 2 ** 62 in table)
print(table.get(2 ** 65), {2 ** 62: 1} == {2 ** 62: 1}, (2 ** 62,) == (2 ** 62,))
print([2 ** 62].index(2 ** 62), 2 ** 63 in {2 ** 63}, sorted(borders)[:2], max(borders))
print(min(borders), sum(borders))
for n in (2 ** 61, 2 ** 62, 2 ** 63):
    r = range(n - 3, n + 3)
    print(list(r), len(r), n in r, r[3], r[-1], list(r[::-2]), sum(r), [i - n for i in r])
    print([1, 2, 3][n - n:n], "abc"[-n:n], [1][:n], end=" ")
    for bad in (lambda: [1][n], lambda: "a" * n, lambda: [0] * n, lambda: 1 << n, lambda: bytes(n)):
        try:
            bad()
        except (IndexError, OverflowError, MemoryError) as error:
            print("refused", end=" ")
    print()
i = 2 ** 62 - 3
while i < 2 ** 62 + 3:
    i += 1
    if i % 2:
        continue
    print(i, end=" ")
print()
count = 0
value = 2 ** 64
while value:
    value >>= 3
    count += 1
print(count, (-2 ** 64) >> 100, -1 >> 1, (2 ** 62) >> 62, (2 ** 62) << 62, 1 << 61, 1 << 62)
print(1 << 63, -1 << 61, -1 << 62, -1 << 63)
fact = [1]
for n in range(1, 26):
    fact.append(fact[-1] * n)
print(fact[19:23], fact[25] // fact[23], sum(fact), [f % 1000003 for f in fact[18:24]])
print(2 ** 62 / 2 ** 61, 2 ** 62 * 1.0, 2 ** 62 + 0.5, float(2 ** 62 - 1))
print(int(4.611686018427388e18), 4611686018427387903 + 1, -4611686018427387904 - 1)
print(2305843009213693951 + 1, -2305843009213693952 - 1, 9223372036854775807 + 1)
print([int.from_bytes(b.to_bytes(9, "big", signed=True), "big", signed=True) == b for b in borders].count(True))
print([int(str(b)) == b for b in borders].count(True), f"{2 ** 62:,} {-2 ** 62:x} {2 ** 61:b}")
