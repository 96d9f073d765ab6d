# Loops inside loops with bounds that change, breaks, else parts, many loops in one function, and shared variables.
def triangle(n):
    total = 0
    for i in range(n):
        for j in range(i):
            for k in range(j % 3):
                total += i * j + k
    return total


def changing(n):
    total, width = 0, 1
    for i in range(n):
        j = 0
        while j < width:
            total += j
            j += 1
        width = (width * 5 + i) % 23
    return total, width


def leaving(n):
    found = []
    for i in range(2, n):
        for j in range(2, i):
            if j * j > i:
                found.append(i)
                break
            if i % j == 0:
                break
        else:
            found.append(-i)
    return found[:5], len(found), sum(found)


def sequences(n):
    total = 0
    for i in range(n):
        for sequence in ([1, 2, 3], (4, 5), "ab", {6: 7}, range(2), {8}):
            for item in sequence:
                total += len(item) if isinstance(item, str) else item
    return total


def sieve(n):
    flags = bytearray([1]) * (n + 1)
    for i in range(2, n + 1):
        if flags[i]:
            for j in range(i * i, n + 1, i):
                flags[j] = 0
    return sum(flags) - 2


def matrix(n):
    a = [[i * j % 7 for j in range(n)] for i in range(n)]
    b = [[float(i - j) for j in range(n)] for i in range(n)]
    c = [[0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            s = 0
            for k in range(n):
                s += a[i][k] * b[k][j]
            c[i][j] = s
    return c[1][2], c[n - 1][n - 1], sum(map(sum, c))


def bubble(items):
    items = list(items)
    swapped = True
    while swapped:
        swapped = False
        for i in range(len(items) - 1):
            if items[i] > items[i + 1]:
                items[i], items[i + 1] = items[i + 1], items[i]
                swapped = True
    return items


def collatz(n):
    best = (0, 0)
    for start in range(1, n):
        x, steps = start, 0
        while x != 1:
            x = x // 2 if x % 2 == 0 else 3 * x + 1
            steps += 1
        if steps > best[1]:
            best = (start, steps)
    return best


def while_true(n):
    i = total = 0
    while True:
        i += 1
        if i % 3 == 0:
            continue
        while True:
            total += 1
            if total % 4 == i % 4:
                break
        if i > n:
            return total


def same_loop_two_types(data):
    out = []
    for values in data:
        s = values[0]
        for v in values[1:]:
            s = s + v
        out.append(s)
    return out


def empty_inside(n):
    count = 0
    for i in range(n):
        for _ in range(0):
            count += 1000
        else:
            count += 1
        for _ in []:
            count += 1000
    return count


def aliased(n):
    i = 0
    for i in range(n):
        for i in range(i % 4):
            pass
    return i


def growing(n):
    queue = [1]
    seen = 0
    for item in queue:
        seen += item
        if len(queue) < n:
            queue.append(item * 2 % 101)
            queue.append(item * 3 % 103)
    return seen, len(queue)


print(triangle(60))
print(changing(400))
print(leaving(300))
print(sequences(150))
print(sieve(3000))
print(matrix(17))
print(bubble(k * 37 % 101 for k in range(60)))
print(collatz(300))
print(while_true(300))
print(same_loop_two_types([[1] * 80, [0.5] * 80, ["a"] * 50, [[1]] * 40, [True] * 90, [2**61] * 60, [1] * 99] * 2)[4:8])
print(empty_inside(400))
print(aliased(300))
print(growing(700))
