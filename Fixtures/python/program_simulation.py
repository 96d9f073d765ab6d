# Simulations with seeded numbers: a bank with queues, planets, predators, random walks, elections, a card game.
import math
import random
from collections import Counter, deque, namedtuple
from dataclasses import dataclass, field

random.seed(2024)


@dataclass
class Bank:
    tellers: int
    queue: deque = field(default_factory=deque)
    busy: list = field(default_factory=list)
    waited: list = field(default_factory=list)

    def minute(self, now):
        if random.random() < 0.45:
            self.queue.append(now)
        self.busy = [end for end in self.busy if end > now]
        while self.queue and len(self.busy) < self.tellers:
            self.waited.append(now - self.queue.popleft())
            self.busy.append(now + random.randint(2, 7))


for tellers in 1, 2, 3:
    bank = Bank(tellers)
    for now in range(400):
        bank.minute(now)
    print(tellers, len(bank.waited), len(bank.queue), max(bank.waited), round(sum(bank.waited) / len(bank.waited), 3))

Vector = namedtuple('Vector', 'x y')
Vector.__add__ = lambda a, b: Vector(a.x + b.x, a.y + b.y)
Vector.__sub__ = lambda a, b: Vector(a.x - b.x, a.y - b.y)
Vector.__mul__ = lambda a, k: Vector(a.x * k, a.y * k)
Vector.length = property(lambda a: math.hypot(*a))


class Body:
    def __init__(self, mass, place, speed):
        self.mass, self.place, self.speed = mass, Vector(*place), Vector(*speed)


bodies = [Body(1000, (0, 0), (0, 0)), Body(1, (100, 0), (0, 3)), Body(0.1, (0, 200), (-2.2, 0))]


def energy():
    motion = sum(b.mass * b.speed.length ** 2 / 2 for b in bodies)
    return motion - sum(a.mass * b.mass / (a.place - b.place).length for i, a in enumerate(bodies) for b in bodies[:i])


before = energy()
for _ in range(600):
    for a in bodies:
        pull = Vector(0.0, 0.0)
        for b in bodies:
            if a is not b:
                way = b.place - a.place
                pull = pull + way * (b.mass / way.length ** 3)
        a.speed = a.speed + pull * 0.1
    for a in bodies:
        a.place = a.place + a.speed * 0.1
print([f'{b.place.x:.6f} {b.place.y:.6f}' for b in bodies], f'{before:.4f} {energy():.4f}')
rabbits, foxes, history = 400.0, 30.0, []
for step in range(2000):
    rabbits, foxes = rabbits + (0.1 * rabbits - 0.002 * rabbits * foxes) * 0.1, foxes + (0.0005 * rabbits * foxes - 0.1 * foxes) * 0.1
    if step % 400 == 0:
        history.append((round(rabbits, 3), round(foxes, 3)))
print(history)


class Walker:
    directions = [(0, 1), (1, 0), (0, -1), (-1, 0)]

    def __init__(self):
        self.x = self.y = 0

    def __iter__(self):
        while True:
            dx, dy = random.choice(self.directions)
            self.x += dx
            self.y += dy
            yield self.x, self.y


ends = Counter()
for _ in range(60):
    for steps, place in enumerate(Walker()):
        if max(map(abs, place)) == 6:
            ends['left' if place[0] < 0 else 'right'] += 1
            ends['steps'] += steps
            break
print(sorted(ends.items()))
ballots = [random.sample('ABCD', 4) for _ in range(101)]
left = set('ABCD')
while True:
    votes = Counter(next(c for c in ballot if c in left) for ballot in ballots)
    (best, most), *_, (worst, _) = sorted(votes.items(), key=lambda p: (-p[1], p[0]))
    print(sorted(votes.items()))
    if most * 2 > len(ballots):
        print('winner', best)
        break
    left.discard(worst)
Card = namedtuple('Card', 'rank suit')
deck = [Card(rank, suit) for suit in '♣♦♥♠' for rank in range(2, 15)]
random.shuffle(deck)


def kind(hand):
    ranks = Counter(card.rank for card in hand)
    shape = sorted(ranks.values(), reverse=True)
    flush = len({card.suit for card in hand}) == 1
    straight = len(ranks) == 5 and max(ranks) - min(ranks) == 4
    names = {(4, 1): 'four', (3, 2): 'full house', (3, 1, 1): 'three', (2, 2, 1): 'two pairs', (2, 1, 1, 1): 'pair'}
    return 'straight flush' if flush and straight else 'flush' if flush else 'straight' if straight else names.get(tuple(shape), 'high card')


hands = Counter()
for _ in range(400):
    hand = random.sample(deck, 5)
    hands[kind(hand)] += 1
print(sorted(hands.items()), [f'{c.rank}{c.suit}' for c in deck[:3]], kind([Card(r, '♠') for r in range(5, 10)]))
inside = sum(random.random() ** 2 + random.random() ** 2 < 1 for _ in range(5000))
print(inside * 4 / 5000, round(sum(1 / math.factorial(n) for n in range(18)), 12))
