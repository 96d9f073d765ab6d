"""Conway's game of life on an unbounded plane: sets of tuples and a dict of counts."""
SIZE, SMALL = 500, 5
EXPECTED = (174, 221, 249028)

R_PENTOMINO = {(1, 0), (2, 0), (0, 1), (1, 1), (1, 2)}


def step(alive):
    counts = {}
    for x, y in alive:
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                if dx or dy:
                    cell = x + dx, y + dy
                    counts[cell] = counts.get(cell, 0) + 1
    return {cell for cell, count in counts.items() if count == 3 or (count == 2 and cell in alive)}


def run(n):
    alive = R_PENTOMINO
    most = 0
    for _ in range(n):
        alive = step(alive)
        most = max(most, len(alive))
    return len(alive), most, sum(x * x + y for x, y in alive)


if __name__ == "__main__":
    print(run(SMALL))
