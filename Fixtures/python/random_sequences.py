# random: the exact sequences of the Mersenne Twister for given seeds.
import random

random.seed(42)
print([random.random() for _ in range(5)])
print([random.randint(1, 6) for _ in range(15)], [random.randrange(0, 100, 7) for _ in range(8)])
print([random.getrandbits(k) for k in (1, 8, 32, 33, 64, 100)])
print([random.uniform(-5, 5) for _ in range(3)], [random.choice("abcdef") for _ in range(8)])
items = list(range(12))
random.shuffle(items)
print(items, random.sample(range(100), 6), random.sample("abcdefgh", 8), random.sample([1, 2, 3], 0))
print(random.choices("abc", k=8), random.choices([1, 2, 3], weights=[10, 1, 0], k=10))
print(random.choices("xy", cum_weights=[1, 4], k=6))
print(random.gauss(0, 1), random.gauss(10, 2), random.normalvariate(0, 1), random.expovariate(1.5))
print(random.triangular(0, 10, 3), random.betavariate(2, 3), random.gammavariate(2, 1))
print(random.lognormvariate(0, 1), random.vonmisesvariate(0, 4), random.paretovariate(3))
print(random.weibullvariate(1, 2))
for seed in (0, 1, -1, 2 ** 40, 10 ** 30, "text", b"bytes", 1.5, True):
    random.seed(seed)
    print(repr(seed), random.random(), random.getrandbits(16), random.randrange(1000))
own = random.Random(7)
other = random.Random(7)
print([own.random() for _ in range(3)] == [other.random() for _ in range(3)])
print(own.randint(0, 10 ** 30), other.randrange(10 ** 30))
state = own.getstate()
first = [own.random() for _ in range(3)]
own.setstate(state)
print(first == [own.random() for _ in range(3)], state[0], len(state[1]), state[2])
random.seed(5, version=1)
print(random.random(), random.randbytes(8), own.getrandbits(0))
random.seed(99)
total = sum(random.random() for _ in range(2000))
print(total, random.random(), random.sample(range(10 ** 12), 3), random.sample(range(30), 25))
random.seed(3)
print(random.sample(["red", "blue"], counts=[3, 2], k=4))
print([round(random.gauss(100, 15)) for _ in range(10)], random.randint(-3, -3))
for action in (lambda: random.randint(5, 1), lambda: random.randrange(0), lambda: random.randrange(1, 10, 0),
               lambda: random.choice([]), lambda: random.sample([1], 2), lambda: random.sample([1, 2], -1),
               lambda: random.sample({1, 2}, 1), lambda: random.choices([], k=1),
               lambda: random.choices([1], weights=[0]), lambda: random.choices([1, 2], weights=[1]),
               lambda: random.shuffle((1, 2)), lambda: random.getrandbits(-1), lambda: random.randint(1.5, 2),
               lambda: random.seed([]), lambda: random.choice(5)):
    try:
        print(action())
    except (ValueError, TypeError, IndexError) as error:
        print(type(error).__name__, error)


class Biased(random.Random):
    def random(self): return 0.25


b = Biased(1)
print(b.random(), b.uniform(0, 8), b.choice([10, 20, 30, 40]), b.randrange(100))
random.seed(12345)
deck = [r + s for s in "SHDC" for r in "23456789TJQKA"]
random.shuffle(deck)
print(" ".join(deck))
inside = sum(random.random() ** 2 + random.random() ** 2 <= 1 for _ in range(5000))
print(inside)
