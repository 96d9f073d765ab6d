# A few number-theory programs: primality, factorisation, modular arithmetic, continued fractions.
def is_prime(n):
    if n < 2:
        return False
    for p in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
        if n % p == 0:
            return n == p
    d, s = n - 1, 0
    while d % 2 == 0:
        d //= 2
        s += 1
    for a in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
        x = pow(a, d, n)
        if x in (1, n - 1):
            continue
        for _ in range(s - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def gcd(a, b):
    while b:
        a, b = b, a % b
    return a


def rho(n):
    if n % 2 == 0:
        return 2
    for c in range(1, 20):
        x = y = 2
        d = 1
        while d == 1:
            x = (x * x + c) % n
            y = (y * y + c) % n
            y = (y * y + c) % n
            d = gcd(abs(x - y), n)
        if d != n:
            return d
    return n


def factor(n):
    if n == 1:
        return []
    if is_prime(n):
        return [n]
    d = rho(n)
    return sorted(factor(d) + factor(n // d))


print([n for n in range(100) if is_prime(n)])
print(is_prime(2 ** 61 - 1), is_prime(2 ** 67 - 1), is_prime(2 ** 89 - 1), is_prime(2 ** 127 - 1))
print(is_prime(10 ** 18 + 9), is_prime(561))
for n in (360, 97, 1001, 2 ** 32 + 1, 600851475143, 10 ** 12 + 39, 1234567891011):
    print(n, factor(n))


def extended(a, b):
    if b == 0:
        return a, 1, 0
    g, x, y = extended(b, a % b)
    return g, y, x - a // b * y


print(extended(240, 46), extended(10 ** 30 + 57, 10 ** 20 + 39), pow(240, -1, 1009) * 240 % 1009)


def chinese(remainders, moduli):
    total, product = 0, 1
    for m in moduli:
        product *= m
    for r, m in zip(remainders, moduli):
        p = product // m
        total += r * p * pow(p, -1, m)
    return total % product


print(chinese([2, 3, 2], [3, 5, 7]), chinese(list(range(10)), [11, 13, 17, 19, 23, 29, 31, 37, 41, 43]))
p, q, e = 2 ** 127 - 1, 2 ** 89 - 1, 65537
n, phi = p * q, (p - 1) * (q - 1)
d = pow(e, -1, phi)
message = int.from_bytes(b"secret", "big")
cipher = pow(message, e, n)
print(cipher, pow(cipher, d, n).to_bytes(6, "big"))


def sqrt_digits(n, digits):
    x = n * 10 ** (2 * digits)
    r = x
    while True:
        s = (r + x // r) // 2
        if s >= r:
            return r
        r = s


print(sqrt_digits(2, 60), sqrt_digits(3, 30))
fractions = []
a, b = 649, 200
while b:
    fractions.append(a // b)
    a, b = b, a % b
print(fractions)
print(sum(int(c) for c in str(2 ** 1000)), len(str(3 ** 2000)), [pow(7, i, 13) for i in range(13)])
print([divmod(-i, 4) for i in range(-5, 6)])
