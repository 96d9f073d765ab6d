"""Short inner loops, which a trace follows to their end: over ranges, tuples, lists, dicts, zip, generator expressions."""

OFFSETS = [(-1, 0), (1, 0), (0, -1), (0, 1)]
WEIGHTS = {"a": 1, "b": 2, "c": 3}


def neighbours(n):
    found = 0
    for i in range(n):
        for dx, dy in OFFSETS:
            if (i + dx) * 3 + dy & 4:
                found += 1
    return found


def triangle(n):
    total = 0
    for i in range(n):
        for j in range(i % 7):
            total += i ^ j
    return total


def three_levels(n):
    total = 0
    for i in range(n):
        for j in range(3):
            for k in (1, 2, 4):
                total += i * j - k
    return total


def early(n):
    """Leaves the inner loop by break, by its end, and with else."""
    broken = ended = 0
    for i in range(n):
        for j in range(5):
            if i % 11 == j:
                broken += 1
                break
        else:
            ended += 1
    return broken, ended


def weighted(n):
    return [sum(weight * i for weight in WEIGHTS.values()) for i in range(n)][-1]


def expression(n):
    total = 0
    for i in range(n):
        total += sum(i * weight for key, weight in WEIGHTS.items() if key != "b")
        total -= max(i - x for x in (3, 1, 2))
    return total


def pairs(n):
    total = 0.0
    for i in range(n):
        for a, (b, c) in zip((1.5, 2.5), enumerate([i, i + 1])):
            total += a * b - c
    return total


def changing_length(n):
    items = [1, 2, 3]
    seen = []
    for i in range(n):
        if i == n // 2:
            items.append(100)
        if i == n * 3 // 4:
            del items[:2]
        count = 0
        for item in items:
            count += item
        seen.append(count)
    return sum(seen), seen[0], seen[n // 2], seen[-1]


def raising(n):
    caught = 0
    for i in range(n):
        try:
            for j in (5, 3, 1):
                caught += 10 // (j - (i % 97 == 96))
        except ZeroDivisionError:
            caught -= 1000
    return caught


for function in (neighbours, triangle, three_levels, early, weighted, expression, pairs, changing_length, raising):
    print(function.__name__, function(1500))
