"""N queens: all solutions by backtracking over sets of columns and diagonals kept as bits."""
SIZE, SMALL = 11, 6
EXPECTED = (2680, 2680, 13400, (0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9))


def place(row, n, columns, left, right, board, solutions):
    if row == n:
        solutions.append(tuple(board))
        return
    free = ~(columns | left | right) & ((1 << n) - 1)
    while free:
        bit = free & -free
        free ^= bit
        board.append(bit.bit_length() - 1)
        place(row + 1, n, columns | bit, (left | bit) << 1, (right | bit) >> 1, board, solutions)
        board.pop()


def by_sets(n):
    """The same by generators over permutations kept in sets: a check of the first."""

    def extend(board, columns, rising, falling):
        row = len(board)
        if row == n:
            yield board
            return
        for column in range(n):
            if column not in columns and row + column not in rising and row - column not in falling:
                yield from extend(board + [column], columns | {column},
                                  rising | {row + column}, falling | {row - column})

    return sum(1 for _ in extend([], frozenset(), frozenset(), frozenset()))


def run(n):
    solutions = []
    place(0, n, 0, 0, 0, [], solutions)
    return len(solutions), by_sets(n), sum(s[0] for s in solutions), solutions[0]


if __name__ == "__main__":
    print(run(SMALL))
