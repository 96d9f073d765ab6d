"""Hexagon puzzle: places numbered tiles on a hexagonal board so that each number is the tile's count of neighbours.

A constraint solver: backtracking with a check of every neighbourhood; attributes, lists and dict iteration.
"""
SIZE, SMALL = 8, 1
EXPECTED = [(True, 262, '11....223.32344..32'), (False, 13349, ''), (True, 23, '0.1..1.11.....32.23')]

DIRECTIONS = ((1, 0), (0, 1), (-1, 1), (-1, 0), (0, -1), (1, -1))
EMPTY = -1

# Radius of the board and the tiles that are to be placed: number of tiles for each count of neighbours 0…6.
PUZZLES = [
    (2, {1: 2, 2: 4, 3: 4, 4: 2}),
    (2, {2: 3, 3: 6, 4: 1, 6: 1}),
    (2, {0: 1, 1: 4, 2: 2, 3: 2}),
]


class Board:
    def __init__(self, radius):
        span = range(-radius, radius + 1)
        self.cells = [(q, r) for q in span for r in span if abs(q + r) <= radius]
        index = {cell: i for i, cell in enumerate(self.cells)}
        self.neighbours = [[index[q + dq, r + dr] for dq, dr in DIRECTIONS if (q + dq, r + dr) in index]
                           for q, r in self.cells]


class Search:
    def __init__(self, board, tiles):
        self.board = board
        self.left = dict(tiles)
        self.left[EMPTY] = len(board.cells) - sum(tiles.values())
        self.values = [None] * len(board.cells)
        self.visited = 0

    def fits(self, cell):
        """Whether the neighbours counted so far can still lead to the number on the cell and around it."""
        values = self.values
        for place in [cell, *self.board.neighbours[cell]]:
            number = values[place]
            if number is None or number == EMPTY:
                continue
            filled = unknown = 0
            for other in self.board.neighbours[place]:
                value = values[other]
                if value is None:
                    unknown += 1
                elif value != EMPTY:
                    filled += 1
            if not filled <= number <= filled + unknown:
                return False
        return True

    def solve(self, position):
        if position == len(self.values):
            return True
        self.visited += 1
        for number, count in self.left.items():
            if count == 0 or number > len(self.board.neighbours[position]):
                continue
            self.values[position] = number
            self.left[number] = count - 1
            if self.fits(position) and self.solve(position + 1):
                return True
            self.left[number] = count
            self.values[position] = None
        return False


def run(n):
    results = []
    for _ in range(n):
        results = []
        for radius, tiles in PUZZLES:
            search = Search(Board(radius), tiles)
            found = search.solve(0)
            shown = "".join("." if v == EMPTY else str(v) for v in search.values if v is not None)
            results.append((found, search.visited, shown))
    return results


if __name__ == "__main__":
    print(run(SMALL))
