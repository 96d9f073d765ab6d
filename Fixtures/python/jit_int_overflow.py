# Ints that leave the machine's word in a hot loop and come back; shifts, powers, division by all signs, bit operations.
def grow(n):
    x = 1
    widest = 0
    for i in range(n):
        x = x * 3 + i
        if x.bit_length() > widest:
            widest = x.bit_length()
        if x > 2**100:
            x = x % 1000003
    return x, widest


def edge(n):
    low = high = 0
    x = 2**61 - n // 2
    y = -(2**61) + n // 2
    for i in range(n):
        x += 1
        y -= 1
        if x > 2**61:
            high += 1
        if y < -(2**61):
            low += 1
    return x, y, high, low


def wrapped(n):
    h = 14695981039346656037
    for i in range(n):
        h = ((h ^ (i & 0xFF)) * 1099511628211) & 0xFFFFFFFFFFFFFFFF
    return h


def shifts(n):
    total = 0
    for i in range(n):
        total ^= 1 << (i % 130)
        total += (i << 55) >> (i % 60)
        total -= -i >> 3
    return total


def division(n):
    total = []
    for i in range(-n, n):
        d = i % 11 - 5 or 7
        total.append((i * 2**40) // d + i % d)
        q, r = divmod(i * 7, d)
        if q * d + r != i * 7:
            print("wrong", i)
    return sum(total), total[3], total[-3]


def constants(n):
    s = 0
    for i in range(-n, n):
        s += i // 7 + i % 7 + i // -3 + i % -3 + i // 8 + i % 8 + i // 1 + i % 1
    return s


def mersenne(n):
    found = []
    for p in range(3, n, 2):
        m, s = (1 << p) - 1, 4
        for _ in range(p - 2):
            s = (s * s - 2) % m
        if s == 0:
            found.append(p)
    return found


def fibonacci(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


def smallest(n):
    x = -(2**61)
    results = set()
    for i in range(n):
        results.add(-x)
        results.add(abs(x))
        results.add(x // -1)
        results.add(~x)
        results.add(x * -1)
    return sorted(results)


def counters(n):
    c = d = 0
    x = 2**62
    for i in range(n):
        if x - i > 2**62 - 300:
            c += 1
        if x - i == 2**62 - 250:
            d += i
        if (x - i) & 1:
            d -= 1
    return c, d


def bits(n):
    total = 0
    for i in range(-n, n):
        total += (i & 0xFF) + (i | 0x10) - (i ^ 0x55) + ~i
        total += (i & 2**70) % 97 + (i | -(2**70)) % 89
    return total


def power(n):
    t = 0
    for i in range(n):
        t += i**3 + (-i) ** 2 - 2 ** (i % 70) + pow(i, 5, 1009)
    return t


def big_compare(n):
    a, b = 2**64, 2**64
    count = 0
    for i in range(n):
        a += i
        b = b + i if i != 333 else b
        count += a == b
        count += a > b
        count -= a is b
    return count


print(grow(700))
print(edge(900))
print(wrapped(800))
print(shifts(600))
print(division(400))
print(constants(500))
print(mersenne(130))
print(fibonacci(600))
print(smallest(400))
print(counters(600))
print(bits(500))
print(power(400))
print(big_compare(700))
