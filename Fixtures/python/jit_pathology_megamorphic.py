# A megamorphic site: attribute, method and operator on objects of 60 classes in turn. The argument scales the work.
import sys

scale = int(sys.argv[1]) if len(sys.argv) > 1 else 1


def make(n):
    class Thing:
        def __init__(self, value):
            for k in range(n % 4):
                setattr(self, "pad%d" % k, k)
            self.value = value

        def weight(self):
            return self.value * n % 11

        def __add__(self, other):
            return self.value + other + n

    Thing.__name__ = "Thing%d" % n
    return Thing


things = [make(n)(n + 1) for n in range(60)]


def visit(rounds):
    total = 0
    for turn in range(rounds):
        for thing in things:
            total += thing.value
            total += thing.weight()
            total = (thing + total) % 1000003
    return total


print(visit(400 * scale))
