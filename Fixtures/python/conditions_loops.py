# if, while, for, else clauses, break and continue, chained conditions, truth of everything.
def grade(score):
    if score >= 90:
        return "A"
    elif score >= 80:
        return "B"
    elif 70 <= score < 80:
        return "C"
    else:
        return "D"


print([grade(s) for s in (95, 85, 75, 10, 90, 80, 70)])
for value in (0, 1, -1, 0.0, 0.1, "", " ", [], [0], (), (0,), {}, {0: 0}, set(), {0}, None, True, False, b"", b"0",
              range(0), range(1), 2 ** 70, float("nan"), ..., object, len):
    print(1 if value else 0, end="")
print()


def find(needle, hay):
    for i, item in enumerate(hay):
        if item == needle:
            break
    else:
        return "not found"
    return i


print(find(3, [1, 2, 3]), find(9, [1, 2, 3]), find(1, []))
n, steps = 27, 0
while n != 1:
    n = n // 2 if n % 2 == 0 else 3 * n + 1
    steps += 1
else:
    print("reached one after", steps)
outer_done = False
for i in range(5):
    for j in range(5):
        if j == 3:
            break
        if (i + j) % 2:
            continue
        print(i, j, end=" ")
    else:
        print("never")
    if i == 2:
        break
print()


def short(a, b, c):
    return [a and b, a or b, a and b or c, a or b and c, not a and b, a if b else c, (a and b) is b, a and (b or c)]


print(short(1, 0, "c"), short("", "b", []), short(None, 0.0, 5))
log = []


def t(x):
    log.append(x)
    return x


_ = t(0) and t(1)
_ = t(2) or t(3)
_ = t(4) if t(0) else t(5)
_ = t(1) < t(2) < t(0) < t(9)
_ = not t(7)
print(log)
x = 5
print(x > 3 and x < 10, 3 < x < 10, not x == 5, x in (1, 5), x not in [5], x is x, x == 5 != 6)
print((x == 5) is True, x != 5 or x, 1 < 2 == 2, "a" <= "b" < "c" > "a")
i = 10
while i:
    i -= 1
    if i % 2:
        continue
    if i == 4:
        break
print(i)
while False:
    pass
else:
    print("else without a loop")
total = 0
for a in range(10):
    for b in range(a):
        for c in range(b):
            if (a + b + c) % 7 == 0:
                break
            total += 1
        else:
            total += 100
print(total)
numbers = iter(range(20))
for k in numbers:
    if k % 5 == 0:
        print(k, next(numbers), next(numbers), end="; ")
print()
k = "unchanged"
for k in []:
    pass
print(k)
for (a, b), c in [((1, 2), 3), ("xy", "z")]:
    print(a, b, c, end=" ")
for box in [{}, {}]:
    for box["key"] in range(3):
        pass
    print(box, end=" ")
print()
primes = []
candidate = 2
while len(primes) < 15:
    for p in primes:
        if p * p > candidate:
            primes.append(candidate)
            break
        if candidate % p == 0:
            break
    else:
        primes.append(candidate)
    candidate += 1
print(primes)
def early(items):
    while True:
        for item in items:
            if item > 2:
                return item
        return None
print(early([1, 2, 3, 4]), early([1]), early([]))
