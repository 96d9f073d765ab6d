# Generators in hot loops: inlined, nested, left early, resumed by hand, failing, many alive at once.
def count(n):
    for i in range(n):
        yield i


def doubled(source):
    for x in source:
        yield x * 2


def guarded(n, log):
    try:
        for i in range(n):
            yield i
    finally:
        log.append(i)


def simple(n):
    total = 0
    for x in doubled(count(n)):
        total += x
    return total


def early(n):
    log, total = [], 0
    for i in range(n):
        source = guarded(6, log)
        for x in source:
            total += x
            if x == i % 7:
                break
        else:
            total -= 1
        source.close()
    return total, len(log), sum(log)


def by_hand(n):
    def echo():
        got = 0
        while True:
            got = yield got + 1
            if got is None:
                got = -5
    g = echo()
    next(g)
    total = 0
    for i in range(n):
        total += g.send(i)
        if i % 50 == 0:
            total += next(g)
    g.close()
    try:
        g.send(1)
    except StopIteration:
        total += 1000
    return total


def failing(n):
    def risky(k):
        for i in range(k):
            if i == 4:
                raise ValueError(i)
            yield i
    total = caught = 0
    for i in range(n):
        try:
            for x in risky(i % 7):
                total += x
        except ValueError as error:
            caught += error.args[0]
    return total, caught


def delegated(n):
    def inner(k):
        got = yield k
        while got:
            got = yield got + k
        return k * 3

    def outer(k):
        result = yield from inner(k)
        yield result
        yield from range(2)
    total = 0
    for i in range(n):
        total += sum(outer(i))
    return total


def throwing(n):
    def patient():
        while True:
            try:
                yield 1
            except KeyError as error:
                yield error.args[0]
    g = patient()
    total = 0
    for i in range(n):
        total += next(g)
        if i % 3 == 0:
            total += g.throw(KeyError(i))
    return total


def together(n):
    def worker(k):
        total = 0
        while True:
            total += k
            yield total
    workers = [worker(k) for k in range(5)]
    result = []
    for i in range(n):
        g = workers[i % 5]
        result.append(next(g))
        if i == 300:
            workers[2] = (x * x for x in range(10**6))
    return sum(result), result[-5:]


def permutations(items):
    if not items:
        yield ()
        return
    for i in range(len(items)):
        for rest in permutations(items[:i] + items[i + 1:]):
            yield (items[i],) + rest


def returned(n):
    def produce():
        yield 1
        return 42
    total = 0
    for i in range(n):
        g = produce()
        next(g)
        try:
            next(g)
        except StopIteration as stop:
            total += stop.value
    return total


def expressions(n):
    total = 0
    for i in range(n):
        total += sum(x * i for x in range(4) if x != i % 4)
        total += any(x == 3 for x in count(i % 6))
        total += max((x for x in (i, 7, i * 2)), default=0)
    return total


def pipeline(n):
    source = count(n)
    odd = (x for x in source if x % 2)
    scaled = map(lambda x: x * 3, odd)
    pairs = zip(scaled, doubled(count(n)))
    return sum(a - b for a, b in pairs)


print(simple(800))
print(early(500))
print(by_hand(600))
print(failing(500))
print(delegated(400))
print(throwing(400))
print(together(700))
print(sum(p[0] * p[-1] for p in permutations([1, 2, 3, 4, 5])), len(list(permutations("abcd"))))
print(returned(400))
print(expressions(400))
print(pipeline(900))
