"""Successive over-relaxation of a square grid: nested float lists, neighbours in four directions."""
SIZE, SMALL = 200, 2
EXPECTED = (0.754289461, 40984.075404)

GRID = 100


def relax(grid, omega, sweeps):
    n = len(grid)
    quarter = omega * 0.25
    rest = 1.0 - omega
    for _ in range(sweeps):
        for i in range(1, n - 1):
            above, row, below = grid[i - 1], grid[i], grid[i + 1]
            for j in range(1, n - 1):
                row[j] = quarter * (above[j] + below[j] + row[j - 1] + row[j + 1]) + rest * row[j]


def run(n):
    grid = [[float((i * 3 + j * 5) % 17) if i in (0, GRID - 1) or j in (0, GRID - 1) else 0.0 for j in range(GRID)]
            for i in range(GRID)]
    relax(grid, 1.25, n)
    return round(grid[GRID // 2][GRID // 3], 9), round(sum(map(sum, grid)), 6)


if __name__ == "__main__":
    print(run(SMALL))
