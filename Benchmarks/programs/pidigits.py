"""Digits of pi: a spigot over integers that grow to thousands of digits; and Machin's formula with huge divisions."""
SIZE, SMALL = 1800, 50
EXPECTED = (True, '3141592653', '8608578438', 8160, 507647918535)


def spigot(n):
    """Yields decimal digits by composing linear fractional maps, extracting a digit when both ends agree."""
    q, r, t, k, m, x = 1, 0, 1, 1, 3, 3
    produced = 0
    while produced < n:
        if 4 * q + r - t < m * t:
            yield m
            produced += 1
            q, r, m = 10 * q, 10 * (r - m * t), 10 * (3 * q + r) // t - 10 * m
        else:
            q, r, t, k, m, x = q * k, (2 * q + r) * x, t * x, k + 1, (q * (7 * k + 2) + r * x) // (t * x), x + 2


def arctan_inverse(x, unity):
    total = term = unity // x
    square = x * x
    n, sign = 3, -1
    while term:
        term //= square
        total += sign * (term // n)
        sign = -sign
        n += 2
    return total


def machin(digits):
    unity = 10 ** (digits + 10)
    return 4 * (4 * arctan_inverse(5, unity) - arctan_inverse(239, unity)) // 10 ** 10


def run(n):
    digits = "".join(map(str, spigot(n)))
    other = str(machin(n - 1))
    return digits == other, digits[:10], digits[-10:], sum(map(int, digits)), machin(2 * n) % 10 ** 12


if __name__ == "__main__":
    print(run(SMALL))
