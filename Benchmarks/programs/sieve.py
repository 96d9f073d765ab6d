"""Sieve of Eratosthenes, once over a list with an inner loop and once over a bytearray with slices."""
SIZE, SMALL = 1500000, 1000
EXPECTED = (82074443256, 82074443256)


def by_loop(n):
    prime = [True] * (n + 1)
    prime[0] = prime[1] = False
    i = 2
    while i * i <= n:
        if prime[i]:
            j = i * i
            while j <= n:
                prime[j] = False
                j += i
        i += 1
    total = 0
    for i in range(n + 1):
        if prime[i]:
            total += i
    return total


def by_slices(n):
    prime = bytearray([1]) * (n + 1)
    prime[:2] = b"\0\0"
    for i in range(2, int(n ** 0.5) + 1):
        if prime[i]:
            prime[i * i::i] = bytes(len(range(i * i, n + 1, i)))
    return sum(i for i, flag in enumerate(prime) if flag)


def run(n):
    return by_loop(n), by_slices(n)


if __name__ == "__main__":
    print(run(SMALL))
