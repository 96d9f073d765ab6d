"""LU decomposition with partial pivoting, and the solution of a linear system with it."""
SIZE, SMALL = 220, 10
EXPECTED = (True, -21.367188, 135)


def matrix(n):
    seed = 42
    rows = []
    for i in range(n):
        row = []
        for j in range(n):
            seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
            row.append(seed / 0x7FFFFFFF - 0.5)
        row[i] += 2.0
        rows.append(row)
    return rows


def factor(a):
    n = len(a)
    pivots = []
    for k in range(n):
        p = k
        largest = abs(a[k][k])
        for i in range(k + 1, n):
            value = abs(a[i][k])
            if value > largest:
                largest, p = value, i
        pivots.append(p)
        a[k], a[p] = a[p], a[k]
        inverse = 1.0 / a[k][k]
        pivot_row = a[k]
        for i in range(k + 1, n):
            row = a[i]
            f = row[k] * inverse
            row[k] = f
            for j in range(k + 1, n):
                row[j] -= f * pivot_row[j]
    return pivots


def solve(a, pivots, b):
    n = len(a)
    x = b[:]
    for k, p in enumerate(pivots):
        x[k], x[p] = x[p], x[k]
    for k in range(n):
        for i in range(k + 1, n):
            x[i] -= a[i][k] * x[k]
    for k in range(n - 1, -1, -1):
        x[k] = (x[k] - sum(a[k][j] * x[j] for j in range(k + 1, n))) / a[k][k]
    return x


def run(n):
    a = matrix(n)
    original = [row[:] for row in a]
    b = [float(i % 7) for i in range(n)]
    pivots = factor(a)
    x = solve(a, pivots, b)
    residual = max(abs(sum(r * v for r, v in zip(row, x)) - y) for row, y in zip(original, b))
    return residual < 1e-9, round(sum(x), 6), sum(p != k for k, p in enumerate(pivots))


if __name__ == "__main__":
    print(run(SMALL))
