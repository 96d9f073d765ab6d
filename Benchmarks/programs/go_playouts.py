"""Go: random playouts on a small board, with groups found by flood fill, liberties and captures."""
import random

SIZE, SMALL = 40, 1
EXPECTED = (-25, 108, 10, 27)

WIDTH = 9
EMPTY, BLACK, WHITE = 0, 1, 2


def adjacent(point):
    y, x = divmod(point, WIDTH)
    around = (x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)
    return [b * WIDTH + a for a, b in around if 0 <= a < WIDTH and 0 <= b < WIDTH]


class Board:
    neighbours = [adjacent(point) for point in range(WIDTH * WIDTH)]

    def __init__(self):
        self.color = [EMPTY] * (WIDTH * WIDTH)
        self.empty = list(range(WIDTH * WIDTH))
        self.ko = -1
        self.captured = [0, 0, 0]

    def group(self, start):
        """The stones connected with `start`, and whether the group has a liberty."""
        color = self.color[start]
        stones, todo = {start}, [start]
        alive = False
        while todo:
            point = todo.pop()
            for other in self.neighbours[point]:
                value = self.color[other]
                if value == EMPTY:
                    alive = True
                elif value == color and other not in stones:
                    stones.add(other)
                    todo.append(other)
        return stones, alive

    def is_own_eye(self, point, color):
        return all(self.color[other] == color for other in self.neighbours[point])

    def play(self, point, color):
        """Plays the move if it is legal; returns whether it was."""
        if self.color[point] != EMPTY or point == self.ko:
            return False
        self.color[point] = color
        enemy = BLACK + WHITE - color
        taken = []
        for other in self.neighbours[point]:
            if self.color[other] == enemy:
                stones, alive = self.group(other)
                if not alive:
                    taken.extend(stones)
                    for stone in stones:
                        self.color[stone] = EMPTY
        if not taken and not self.group(point)[1]:
            self.color[point] = EMPTY
            return False
        self.captured[color] += len(taken)
        self.empty.remove(point)
        self.empty.extend(sorted(taken))
        self.ko = taken[0] if len(taken) == 1 else -1
        return True

    def score(self):
        black = white = 0
        for point, color in enumerate(self.color):
            if color == EMPTY:
                around = {self.color[other] for other in self.neighbours[point]} - {EMPTY}
                if around == {BLACK}:
                    black += 1
                elif around == {WHITE}:
                    white += 1
            elif color == BLACK:
                black += 1
            else:
                white += 1
        return black - white


def playout(source):
    board = Board()
    color, passes, moves = BLACK, 0, 0
    while passes < 2 and moves < 200:
        candidates = board.empty[:]
        source.shuffle(candidates)
        for point in candidates:
            if not board.is_own_eye(point, color) and board.play(point, color):
                passes = 0
                break
        else:
            passes += 1
            board.ko = -1
        moves += 1
        color = BLACK + WHITE - color
    return board.score(), moves, board.captured[BLACK], board.captured[WHITE]


def run(n):
    source = random.Random(2026)
    return [playout(source) for _ in range(n)][-1]


if __name__ == "__main__":
    print(run(SMALL))
