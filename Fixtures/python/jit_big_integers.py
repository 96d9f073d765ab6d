# Ints beyond 62 bits in hot loops: masks that cut them at once, hashes, random numbers, and numbers that stay big.
def congruential(n):
    seed, out = 42, 0
    for i in range(n):
        seed = (seed * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFF
        out ^= seed >> 11
    return seed, out


print(congruential(200))


def small_mask(n):
    seed = 1
    for i in range(n):
        seed = (seed * 25214903917 + 11) & 0xFFFFFFFFFFFF
    return seed


print(small_mask(200))


def negative(n):
    x = -7
    for i in range(n):
        x = (x * -1234567890123456789 - 987654321987654321 ^ i * 2 ** 61) & 0x1FFFFFFFFFFFFFF
        x -= 2 ** 55
    return x


print(negative(200))


def fnv(data):
    h = 0xCBF29CE484222325
    for byte in data:
        h = (h ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return h


print(fnv(b"hello world" * 20))


def rotate(n):
    x = 0x9E3779B9
    for i in range(n):
        x = (x << 29 | x >> 3) & 0xFFFFFFFF
        x = (x << 40 ^ x << 3) + i & 0xFFFFFFFFFF
        x &= 0xFFFFFFFF
    return x


print(rotate(200))


def leak(n):
    kept = []
    x = 3
    for i in range(n):
        wide = x * 1234567890123456789012
        x = (wide + i) & 0xFFFFFFF
        if i % 50 == 49:
            kept.append(wide)
        y = x * 4611686018427387904 + 5
        if y > 10 ** 25 and i % 60 == 0:
            kept.append(y)
    return x, kept, y


print(leak(200))


def factorials(n):
    f, sizes, digits = 1, 0, 0
    for i in range(1, n):
        f *= i
        sizes += f.bit_length()
        digits += f % 1000003 + (f // (i + 1)) % 97 + (f >> i & 255) - (f < 10 ** 30)
        if f == 24 or -f < -10 ** 100 and i % 40 == 0:
            digits += len(str(f))
    return sizes, digits


print(factorials(120))


def fibonacci(n):
    a, b = 0, 1
    for i in range(n):
        a, b = b, a + b
        if a > 2 ** 80:
            a, b = a - 2 ** 80, b & 2 ** 70 - 1
    return a, b


print(fibonacci(500))


def shifts(n):
    out = []
    for i in range(n):
        x = 1 << i
        out.append((x | x << 2) ^ x >> 1 & ~x)
    try:
        while True:
            out.append(5 << 30 - len(out) + n)
            if len(out) > n + 40:
                break
    except ValueError as error:
        out.append(str(error))
    return out[60:64], out[-2:]


print(shifts(150))


def divisions(n):
    big, out = 10 ** 25, 0
    for i in range(n):
        try:
            out += big // (i - 90) % 1009 + big % (i - 90)
        except ZeroDivisionError as error:
            out += len(str(error))
    return out


print(divisions(150))


MASK = 0xFFFFFFFF


def turn(x, n):
    return (x >> n | x << 32 - n) & MASK


def rounds(n):
    a, b = 0x6A09E667, 0xBB67AE85
    for i in range(n):
        a, b = turn(a, 2) ^ turn(b, 13) ^ turn(a, 22), (a * 5 + b ^ a << 7) & MASK
        kept = a * b * 4096
        if i == n - 2:
            b = kept & 0xFFF
    return a, b, kept & MASK


print(rounds(150), turn(1, 1))
