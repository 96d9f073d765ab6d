# Recursive programs: Ackermann, Hanoi, permutations, mutual recursion, memo, tree walks.
def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


print(ackermann(2, 3), ackermann(1, 10))


def hanoi(n, a, b, c, moves):
    if n:
        hanoi(n - 1, a, c, b, moves)
        moves.append((a, c))
        hanoi(n - 1, b, a, c, moves)
    return moves


print(len(hanoi(8, "A", "B", "C", [])), hanoi(3, "A", "B", "C", []))


def is_even(n): return True if n == 0 else is_odd(n - 1)
def is_odd(n): return False if n == 0 else is_even(n - 1)


print(is_even(300), is_odd(301), is_even(7))


def flatten(x): return [y for item in x for y in (flatten(item) if isinstance(item, list) else [item])]


print(flatten([1, [2, [3, [4, []], 5]], [[6]]]))


def subsets(items):
    if not items:
        return [[]]
    rest = subsets(items[1:])
    return rest + [[items[0]] + r for r in rest]


print(subsets([1, 2, 3]))


def change(amount, coins):
    if amount == 0:
        return 1
    if amount < 0 or not coins:
        return 0
    return change(amount - coins[0], coins) + change(amount, coins[1:])


print(change(100, [50, 25, 10, 5, 1]))


class Tree:
    def __init__(self, value): self.value, self.left, self.right = value, None, None

    def insert(self, value):
        side = "left" if value < self.value else "right"
        child = getattr(self, side)
        if child is None:
            setattr(self, side, Tree(value))
        else:
            child.insert(value)

    def walk(self):
        if self.left:
            yield from self.left.walk()
        yield self.value
        if self.right:
            yield from self.right.walk()

    def depth(self): return 1 + max(c.depth() if c else 0 for c in (self.left, self.right))


t = Tree(50)
for v in (30, 70, 20, 40, 60, 80, 10, 45, 65):
    t.insert(v)
print(list(t.walk()), t.depth())


def solve_maze(maze, x, y, path=()):
    if maze[y][x] == "E":
        return path
    row = maze[y]
    maze[y] = row[:x] + "#" + row[x + 1:]
    for dx, dy, name in ((1, 0, "r"), (0, 1, "d"), (-1, 0, "l"), (0, -1, "u")):
        if maze[y + dy][x + dx] != "#":
            found = solve_maze(maze, x + dx, y + dy, path + (name,))
            if found is not None:
                return found
    maze[y] = row
    return None


maze = ["#########", "# #     #", "# # ### #", "#   #   #", "##### ###", "#      E#", "#########"]
print("".join(solve_maze(maze, 1, 1)))


def quicksort(a):
    if len(a) <= 1:
        return a
    p = a[len(a) // 2]
    return quicksort([x for x in a if x < p]) + [x for x in a if x == p] + quicksort([x for x in a if x > p])


print(quicksort([3, 6, 1, 8, 2, 9, 2, 7, 5, 4, 0]))


def expression(tokens):
    def term():
        value = factor()
        while tokens and tokens[0] in "*/":
            operator = tokens.pop(0)
            right = factor()
            value = value * right if operator == "*" else value / right
        return value

    def factor():
        token = tokens.pop(0)
        if token == "(":
            value = expression(tokens)
            tokens.pop(0)
            return value
        if token == "-":
            return -factor()
        return int(token)
    value = term()
    while tokens and tokens[0] in "+-":
        value = value + term() if tokens.pop(0) == "+" else value - term()
    return value


print([expression(list(s.replace(" ", ""))) for s in ("1+2*3", "(1+2)*3", "-(4-6)*5/2", "2*(3+4*(5-1))-9")])


def deep(n): return 0 if n == 0 else 1 + deep(n - 1)


print(deep(900))
y = lambda f: (lambda x: x(x))(lambda x: f(lambda n: x(x)(n)))
print(y(lambda self: lambda n: 1 if n == 0 else n * self(n - 1))(20))
