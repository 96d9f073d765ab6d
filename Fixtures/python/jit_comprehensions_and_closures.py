# Comprehensions, lambdas, closures with cells, nonlocal and default captures in hot loops.
def comprehensions(n):
    total = 0
    for i in range(n):
        squares = [x * x for x in range(i % 7)]
        evens = {x for x in squares if x % 2 == 0}
        index = {x: i for x in squares}
        total += sum(squares) + len(evens) + len(index)
        total += sum([y * i for x in ([1, 2], [3]) for y in x])
        if [x for x in (i,) if x == 333]:
            print("hit", i)
    return total


def captured(n):
    functions = []
    for i in range(n):
        functions.append(lambda x, i=i: x + i)
    late = [lambda: i for _ in range(3)]
    return sum(f(1) for f in functions), late[0](), late[2]()


def counter():
    count = 0

    def increase(by=1):
        nonlocal count
        count += by
        return count

    def reset():
        nonlocal count
        count = 0.5
    return increase, reset


def counting(n):
    increase, reset = counter()
    total = 0
    for i in range(n):
        total += increase() if i % 3 else increase(2)
        if i == 300:
            reset()
    return total


def cell_in_loop(n):
    total = 0

    def add(x):
        nonlocal total
        total += x
    for i in range(n):
        add(i)
        if i == 200:
            total = str(total)
            total = int(total) + 1
    return total


def fresh_cells(n):
    results = []
    for i in range(n):
        value = i

        def read():
            return value
        value += 1
        results.append(read())
    return sum(results)


def compose(*functions):
    def composed(x):
        for f in functions:
            x = f(x)
        return x
    return composed


def composed(n):
    f = compose(lambda x: x + 1, lambda x: x * 2, abs, str, len)
    return sum(f(i - 200) for i in range(n))


def decorated(n):
    calls = 0

    def traced(function):
        def wrapper(*args, **named):
            nonlocal calls
            calls += 1
            return function(*args, **named)
        return wrapper

    @traced
    def area(w, h=2):
        return w * h
    total = 0
    for i in range(n):
        total += area(i) + area(i, h=i % 3) + area(*(i, 1))
    return total, calls


def deep_cells(n):
    a = 1

    def one():
        b = 2

        def two():
            c = 3

            def three(x):
                nonlocal a
                a += 1
                return a + b + c + x
            return three
        return two()
    f = one()
    return sum(f(i) for i in range(n)), a


def currying(n):
    add = lambda a: lambda b: lambda c: a + b + c
    total = 0
    for i in range(n):
        total += add(i)(1)(2)
    return total


def key_functions(n):
    words = ["pear", "fig", "apple", "kiwi"]
    out = []
    for i in range(n):
        out.append(sorted(words, key=lambda w: (len(w) + i) % 5)[0])
        out.append(max(words, key=lambda w: w[i % 3]))
        out.extend(filter(lambda w: len(w) == i % 6, words))
    return len(out), out[-3:], "".join(w[0] for w in out)[:40]


def conditional_cell(n):
    hits = misses = 0
    for i in range(n):
        if i % 4:
            name = i

        def look():
            return name
        try:
            hits += look()
        except NameError as error:
            misses += 1
        if i % 10 == 9:
            del name
    return hits, misses


print(comprehensions(500))
print(captured(400))
print(counting(600))
print(cell_in_loop(500))
print(fresh_cells(400))
print(composed(500))
print(decorated(400))
print(deep_cells(500))
print(currying(500))
print(key_functions(200))
print(conditional_cell(500))
