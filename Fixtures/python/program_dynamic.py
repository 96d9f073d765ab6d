# Dynamic programming and search: edit distance, knapsack, longest sequences, coins, partitions, queens, permutations, puzzles.
from functools import cache
from itertools import permutations


def distance(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (x != y))
    return row[-1]


print([distance(*pair.split()) for pair in ['kitten sitting', 'saturday sunday', 'a bcd', 'same same']])


def common(a, b):
    table = [[''] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            table[i + 1][j + 1] = table[i][j] + x if x == y else max(table[i + 1][j], table[i][j + 1], key=len)
    return table[-1][-1]


print(common('XMJYAUZ', 'MZJAWXU'), common('thisisatest', 'testing123testing'))


def knapsack(items, capacity):
    best = [(0, ())] * (capacity + 1)
    for name, weight, value in items:
        for room in range(capacity, weight - 1, -1):
            with_it = best[room - weight][0] + value, best[room - weight][1] + (name,)
            best[room] = max(best[room], with_it)
    return best[capacity]


print(knapsack([('map', 9, 150), ('compass', 13, 35), ('water', 153, 200), ('sandwich', 50, 160), ('glucose', 15, 60), ('tin', 68, 45), ('banana', 27, 60)], 200))


@cache
def ways(amount, coins):
    if amount == 0:
        return 1
    if amount < 0 or not coins:
        return 0
    return ways(amount - coins[0], coins) + ways(amount, coins[1:])


@cache
def partitions(n, largest):
    return 1 if n == 0 else sum(partitions(n - k, k) for k in range(1, min(n, largest) + 1))


print(ways(200, (100, 50, 20, 10, 5, 2, 1)), partitions(60, 60), ways.cache_info().hits > 100)


def longest_rising(values):
    import bisect
    tails, links, last = [], {}, []
    for i, v in enumerate(values):
        at = bisect.bisect_left(tails, v)
        tails[at:at + 1] = [v]
        last[at:at + 1] = [i]
        links[i] = last[at - 1] if at else None
    result, i = [], last[-1]
    while i is not None:
        result.append(values[i])
        i = links[i]
    return result[::-1]


print(longest_rising([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9]))


def queens(n, row=0, columns=0, left=0, right=0):
    if row == n:
        return 1
    total, free = 0, ~(columns | left | right) & (1 << n) - 1
    while free:
        bit = free & -free
        free ^= bit
        total += queens(n, row + 1, columns | bit, (left | bit) << 1, (right | bit) >> 1)
    return total


print([queens(n) for n in range(1, 8)])
solution = next((s, e, n, d) for s, e, n, d, m, o, r, y in permutations(range(9, -1, -1), 8) if s == 9 and m == 1 and 1000 * s + 100 * e + 10 * n + d + 1000 * m + 100 * o + 10 * r + e == 10000 * m + 1000 * o + 100 * n + 10 * e + y) if False else None


def hanoi(n, a='A', b='B', c='C'):
    if n:
        yield from hanoi(n - 1, a, c, b)
        yield a + c
        yield from hanoi(n - 1, b, a, c)


moves = list(hanoi(7))
print(len(moves), ''.join(moves[:12]), solution)


def subsets(numbers, target):
    found = []

    def search(index, chosen, left):
        if left == 0:
            found.append(chosen)
        elif index < len(numbers) and left > 0:
            search(index + 1, chosen + [numbers[index]], left - numbers[index])
            search(index + 1, chosen, left)

    search(0, [], target)
    return found


print(len(subsets(list(range(1, 15)), 30)), subsets([3, 34, 4, 12, 5, 2], 9))


def jugs(a, b, goal):
    seen, edge, depth = {(0, 0)}, [(0, 0)], 0
    while edge:
        if any(goal in state for state in edge):
            return depth
        depth += 1
        following = []
        for x, y in edge:
            pour, back = min(x, b - y), min(y, a - x)
            for state in [(a, y), (x, b), (0, y), (x, 0), (x - pour, y + pour), (x + back, y - back)]:
                if state not in seen:
                    seen.add(state)
                    following.append(state)
        edge = following


print(jugs(3, 5, 4), jugs(7, 11, 6), jugs(2, 4, 3))
pascal = [[1]]
for _ in range(12):
    pascal.append([a + b for a, b in zip([0] + pascal[-1], pascal[-1] + [0])])
print(pascal[12], sum(map(sum, pascal)))
