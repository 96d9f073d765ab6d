# A variable whose type changes from round to round in a hot loop.
def flip(n):
    kinds = {}
    value = 1
    for i in range(n):
        kind = i % 6
        if kind == 0:
            value = i
        elif kind == 1:
            value = value + 0.5
        elif kind == 2:
            value = str(value)
        elif kind == 3:
            value = None
        elif kind == 4:
            value = [i, value]
        else:
            value = len(value) > 1
        name = type(value).__name__
        kinds[name] = kinds.get(name, 0) + 1
    return kinds, value


def polymorphic(n):
    values = [1, 2.5, True, 2**70, -3, 1e300]
    total = 0
    for i in range(n):
        total = total + values[i % len(values)]
        if i % 100 == 99:
            print(i, total)
            total = i
    return total


def int_then_float(n):
    x = 0
    for i in range(n):
        if i == 300:
            x = float(x)
        if i == 500:
            x = int(x)
        x += i
    return x


def signed_zero(n):
    zeros = []
    x = 0.0
    for i in range(n):
        x = -x if i % 3 else 0.0 * -1
        if i % 97 == 0:
            zeros.append(x)
    return zeros


def none_or_int(n):
    best = None
    hits = 0
    for i in range(n):
        candidate = i * 7919 % 1009
        if best is None or candidate < best:
            best = candidate
            hits += 1
        if i % 130 == 129:
            best = None
    return best, hits


def add(a, b):
    return a + b


def megamorphic(n):
    pairs = [(1, 2), (1.5, 2), ("a", "b"), ([1], [2]), ((1,), (2,)), (2**61, 2**61), (True, 1), (1j, 2), (b"x", b"y")]
    lengths = 0
    for i in range(n):
        lengths += len(repr(add(*pairs[i % len(pairs)])))
    return lengths


def comparisons(n):
    things = [0, 0.0, "", None, [], 1, "x", 2.5, (0,), -0.0, float("nan"), 2**80]
    truths = equal = identical = 0
    for i in range(n):
        a, b = things[i % 12], things[(i // 12) % 12]
        if a:
            truths += 1
        if a == b:
            equal += 1
        if a is b:
            identical += 1
        if isinstance(a, (int, float)) and isinstance(b, (int, float)) and a < b <= 5:
            truths += 100
    return truths, equal, identical


class Cat:
    def speak(self, n):
        return n


class Dog:
    name = "dog"

    def speak(self, n):
        return len(self.name) * n


class Robot:
    __slots__ = ("speak",)

    def __init__(self, k):
        self.speak = lambda n: n - k


def speakers(n):
    animals = [Cat(), Dog(), Robot(4), Cat()]
    total = 0
    for i in range(n):
        total += animals[i % 4].speak(i)
        if i == 350:
            animals[1].name = "hound"
        if i == 420:
            animals[3].speak = abs
    return total


print(flip(900))
print(polymorphic(650))
print(int_then_float(800))
print(signed_zero(500))
print(none_or_int(900))
print(megamorphic(900))
print(comparisons(1200))
print(speakers(800))
