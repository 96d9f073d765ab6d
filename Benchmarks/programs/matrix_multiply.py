"""Matrix multiplication over nested lists of floats, by indices and by rows zipped with columns."""
SIZE, SMALL = 140, 8
EXPECTED = (-13.237380758, -243601.889643, True)


def make(n, seed):
    scale = 1.0 / n / n
    return [[scale * (i - j - seed) * (i + j + seed) for j in range(n)] for i in range(n)]


def by_index(a, b, n):
    c = [[0.0] * n for _ in range(n)]
    for i in range(n):
        row, source = c[i], a[i]
        for k in range(n):
            x = source[k]
            other = b[k]
            for j in range(n):
                row[j] += x * other[j]
    return c


def by_zip(a, b):
    columns = list(zip(*b))
    return [[sum(x * y for x, y in zip(row, column)) for column in columns] for row in a]


def run(n):
    a, b = make(n, 1), make(n, 2)
    c = by_index(a, b, n)
    d = by_zip(a, b)
    apart = max(abs(x - y) for r, s in zip(c, d) for x, y in zip(r, s))
    return round(c[n // 2][n // 2], 9), round(sum(map(sum, d)), 6), apart < 1e-9


if __name__ == "__main__":
    print(run(SMALL))
