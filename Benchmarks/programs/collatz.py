"""Collatz chains: a while loop of integer division and remainders, with and without remembering lengths in a dict."""
SIZE, SMALL = 22000, 100
EXPECTED = ((17647, 278), (77031, 350, 191194))


def plain(limit):
    best = longest = 0
    for start in range(1, limit):
        n, steps = start, 0
        while n != 1:
            n = n // 2 if n % 2 == 0 else 3 * n + 1
            steps += 1
        if steps > longest:
            best, longest = start, steps
    return best, longest


def remembered(limit):
    known = {1: 0}
    for start in range(1, limit):
        chain = []
        n = start
        while n not in known:
            chain.append(n)
            n = n >> 1 if not n & 1 else 3 * n + 1
        steps = known[n]
        for value in reversed(chain):
            steps += 1
            known[value] = steps
    best = max(range(1, limit), key=known.__getitem__)
    return best, known[best], len(known)


def run(n):
    return plain(n), remembered(n * 4)


if __name__ == "__main__":
    print(run(SMALL))
