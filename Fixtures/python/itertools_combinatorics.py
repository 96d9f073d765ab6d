# itertools: product, permutations, combinations, groupby.
import itertools as it

print(list(it.product("ab", [1, 2])), list(it.product("ab", repeat=2)), list(it.product()))
print(list(it.product([], "a")), list(it.product(range(2), repeat=3)))
print(len(list(it.product("ab", "cd", "ef"))))
print(list(it.permutations("abc")), list(it.permutations([1, 2, 3], 2)))
print(list(it.permutations("ab", 0)), list(it.permutations("ab", 3)))
print(len(list(it.permutations(range(5)))), list(it.permutations([1, 1])))
print(list(it.combinations("abcd", 2)), list(it.combinations([1, 2], 0)))
print(list(it.combinations([1, 2], 3)), list(it.combinations(range(4), 4)))
print(len(list(it.combinations(range(10), 5))))
print(list(it.combinations_with_replacement("abc", 2)))
print(list(it.combinations_with_replacement([1], 3)))
print(list(it.combinations_with_replacement("ab", 0)))
print(list(it.combinations_with_replacement([], 2)))
for key, group in it.groupby("aaabbcaa"):
    print(key, list(group), end="; ")
print()
words = ["apple", "avocado", "banana", "blueberry", "cherry", "apricot"]
print([(k, list(g)) for k, g in it.groupby(words, key=lambda w: w[0])])
print({k: len(list(g)) for k, g in it.groupby(sorted(words, key=len), key=len)})
print([k for k, g in it.groupby([])])
groups = it.groupby([1, 1, 2, 2, 3])
k1, g1 = next(groups)
k2, g2 = next(groups)
print(k1, list(g1), k2, list(g2), [k for k, _ in groups])
print([(k, next(g)) for k, g in it.groupby([1, 1, 1, 2, 3, 3])])
print([(k, sum(g)) for k, g in it.groupby([1, 2, 4, 3, 5, 6], key=lambda v: v % 2)])
for action in (lambda: it.product(5), lambda: it.product("a", repeat=-1), lambda: it.permutations(5),
               lambda: it.permutations("ab", -1), lambda: it.combinations("ab"), lambda: it.combinations("ab", -1),
               lambda: it.combinations("ab", "c"), lambda: it.groupby(5), lambda: it.permutations("ab", "c"),
               lambda: it.combinations_with_replacement("a", -1), lambda: it.product("a", nope=1),
               lambda: list(it.groupby([1], key=5))):
    try:
        print(type(action()).__name__)
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)


def queens(n):
    return [p for p in it.permutations(range(n))
            if len({p[i] + i for i in range(n)}) == n == len({p[i] - i for i in range(n)})]


print(len(queens(6)), queens(6)[0])
subsets = list(it.chain.from_iterable(it.combinations([1, 2, 3], r) for r in range(4)))
print(subsets, sum(1 for c in it.combinations(range(12), 3) if sum(c) == 15))
print(["".join(p) for p in it.product("01", repeat=3)], max(it.permutations([3, 1, 2])))
print(next(it.combinations("xyz", 2)), it.groupby([]).__class__.__name__)
hand = it.product("23", "SH")
print(next(hand), list(hand), list(hand))
runs = [(k, len(list(g))) for k, g in it.groupby("wwwbbwrrr")]
print(runs, "".join(k * n for k, n in runs), "".join(f"{n}{k}" for k, n in runs))
numbers = [1, 2, 3, 7, 8, 10]
print([[v for _, v in g] for _, g in it.groupby(enumerate(numbers), lambda p: p[1] - p[0])])
total = 0
for a, b, c in it.product(range(1, 20), repeat=3):
    if a < b < c and a * a + b * b == c * c:
        total += 1
print(total)
