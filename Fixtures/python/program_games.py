# Tic-tac-toe by minimax, life, mastermind, a dice game with the random module, a card deck.
import random
from collections import Counter
from itertools import combinations, product

LINES = [(0, 1, 2), (3, 4, 5), (6, 7, 8), (0, 3, 6), (1, 4, 7), (2, 5, 8), (0, 4, 8), (2, 4, 6)]


def winner(b): return next((b[x] for x, y, z in LINES if b[x] == b[y] == b[z] != "."), None)


def minimax(board, player, memo={}):
    key = board + player
    if key not in memo:
        if winner(board):
            memo[key] = (1 if winner(board) == "X" else -1, None)
        elif "." not in board:
            memo[key] = (0, None)
        else:
            choices = [(minimax(board[:i] + player + board[i + 1:], "O" if player == "X" else "X")[0], -i) for i,
                       c in enumerate(board) if c == "."]
            value, i = max(choices) if player == "X" else min(choices)
            memo[key] = value, abs(i)
    return memo[key]


board, player = "X...O....", "X"
while not winner(board) and "." in board:
    move = minimax(board, player)[1]
    board = board[:move] + player + board[move + 1:]
    player = "O" if player == "X" else "X"
print(board[:3], board[3:6], board[6:], winner(board), minimax("XX.OO....", "X"), minimax("X.O.X...O", "O"))


def life(rows, steps):
    cells = {(x, y) for y, row in enumerate(rows) for x, c in enumerate(row) if c == "#"}
    for _ in range(steps):
        counts = Counter((x + dx, y + dy) for x, y in cells for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy)
        cells = {p for p, n in counts.items() if n == 3 or n == 2 and p in cells}
    return cells


glider = [".#.", "..#", "###"]
after = life(glider, 8)
print(sorted(after), after == {(x + 2, y + 2) for x, y in life(glider, 0)}, sorted(life(["###"], 1)))


def feedback(secret, guess):
    black = sum(a == b for a, b in zip(secret, guess))
    return black, sum((Counter(secret) & Counter(guess)).values()) - black


candidates = ["".join(p) for p in product("ABCD", repeat=3)]
guesses = []
while len(candidates) > 1:
    guess = candidates[len(candidates) // 3]
    answer = feedback("DAB", guess)
    guesses.append((guess, answer))
    candidates = [c for c in candidates if feedback(c, guess) == answer and c != guess or c == "DAB" == guess]
    if answer == (3, 0):
        break
print(guesses, candidates)
random.seed(2024)


class Die:
    def __init__(self, sides=6): self.sides = sides
    def roll(self): return random.randint(1, self.sides)
    def __mul__(self, n): return [self.roll() for _ in range(n)]


rolls = Die() * 1000
print(Counter(rolls).most_common(), sum(rolls) / len(rolls), Die(20) * 5)


class Card:
    RANKS, SUITS = "23456789TJQKA", "♣♦♥♠"
    def __init__(self, rank, suit): self.rank, self.suit = rank, suit
    def __repr__(self): return self.rank + self.suit
    def __lt__(self, other): return self.key < other.key
    @property
    def key(self): return self.RANKS.index(self.rank), self.SUITS.index(self.suit)


deck = [Card(r, s) for s in Card.SUITS for r in Card.RANKS]
random.shuffle(deck)
hands = [sorted(deck[i::4][:5], reverse=True) for i in range(4)]


def rank(hand):
    counts = sorted(Counter(c.rank for c in hand).values(), reverse=True)
    flush = len({c.suit for c in hand}) == 1
    places = sorted(c.key[0] for c in hand)
    straight = places == list(range(places[0], places[0] + 5))
    names = [(straight and flush, "straight flush"), (counts[0] == 4, "four"), (counts[:2] == [3, 2], "full house"),
             (flush, "flush"), (straight, "straight"), (counts[0] == 3, "three"), (counts[:2] == [2, 2], "two pairs"),
             (counts[0] == 2, "pair"), (True, "high card")]
    return next(name for test, name in names if test)


for hand in hands:
    print(hand, rank(hand))
print(Counter(rank(h) for h in combinations(deck[:12], 5)).most_common())
random.seed(1)
position, steps = 0, 0
while abs(position) < 20:
    position += random.choice((-1, 1))
    steps += 1
print(position, steps)
