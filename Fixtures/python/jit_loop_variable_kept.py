# A loop over a generator or an iterator in Python that gives nothing leaves its variable as it was, also when a trace leaves there.
def some(n):
    for i in range(n):
        yield 100 + i


class Counting:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return 200 + self.n


def over_generators(count):
    seen = []
    for place, value in enumerate(range(count, 0, -1)):
        for value in some(value & 3):
            pass
        seen.append((place, value))
    return seen


def over_iterators(count):
    seen = []
    for place, value in enumerate(range(count, 0, -1)):
        for value in Counting(value % 5 // 2):
            pass
        seen.append((place, value))
    return seen


print(over_generators(30))
print(over_iterators(30))
print(sum(value for _, value in over_generators(2000)), sum(value for _, value in over_iterators(2000)))
