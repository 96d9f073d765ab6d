# A bound method that is an attribute of a class or module, called through it in hot loops.
import random
import re
import types


class Blank:
    matches = re.compile(r"^[ ]*(#.*)?$").match
    add = [].append

    def count(self, texts):
        found = 0
        for text in texts:
            if text and self.matches(text):
                found += 1
        return found


class Base:
    def name(self, x):
        return x + 1


class Holder:
    bound = Base().name
    kept = classmethod(lambda cls, x: x)


def through_class(n):
    total = 0
    holder = Holder()
    for i in range(n):
        total += holder.bound(i) + Holder.bound(i)
    return total


module = types.ModuleType("module")
module.bound = Base().name
module.native = "abc".count


def through_module(n):
    total = 0
    for i in range(n):
        total += module.bound(i) + module.native("b")
        if i > 60:
            total += module.bound(i) * module.native("a")
    return total


print(Blank().count(["a", "", " ", "# x", "y"] * 40))
print(through_class(200), through_module(200))
random.seed(3)
total = 0
for i in range(200):
    if i > 100:
        total += random.randint(1, 6) > 7
print(total)
