# yield, generator expressions, iterators, comprehensions.
def count_to(n):
    i = 1
    while i <= n:
        yield i
        i += 1


def evens(source):
    for value in source:
        if value % 2 == 0:
            yield value


print(list(count_to(5)), sum(count_to(100)), list(evens(count_to(10))))
g = count_to(3)
print(next(g), next(g), next(g), next(g, "end"))
try:
    next(g)
except StopIteration:
    print("stop")
print(sum(x * x for x in range(10)), max(len(w) for w in ["a", "bbb"]), [x for x in (y + 1 for y in range(3))])


class Range:
    def __init__(self, low, high): self.low, self.high = low, high

    def __iter__(self):
        current = self.low
        while current < self.high:
            yield current
            current += 1


print(list(Range(2, 6)), [a * b for a in Range(1, 3) for b in Range(3, 5)], 4 in Range(0, 5))


class Fibonacci:
    def __init__(self, limit): self.a, self.b, self.limit = 0, 1, limit
    def __iter__(self): return self

    def __next__(self):
        if self.a > self.limit:
            raise StopIteration
        value = self.a
        self.a, self.b = self.b, self.a + self.b
        return value


print(list(Fibonacci(100)), dict(zip("abc", Fibonacci(9))))


def both():
    yield from count_to(2)
    result = yield "middle"
    print("received", result)
    yield from "xy"


g = both()
print(next(g), next(g), next(g), g.send("sent"), list(g))
primes = [n for n in range(2, 30) if all(n % d for d in range(2, n))]
print(primes, {n: n % 3 for n in primes[:4]}, sorted({n % 4 for n in primes}))
