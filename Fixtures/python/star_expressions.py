# Stars everywhere: calls, lists, tuples, sets, dicts, assignment, slices, return, loops.
a, b = [1, 2], (3, 4)
print([*a, *b], (*a, 5, *b), sorted({*a, *b, 1}), {**{"x": 1}, "y": 2, **{"x": 3}}, [*range(3), *"ab", *{"k": 1}])
print(*a, *b, sep=",")
print([*[], *()], (*[],), {**{}}, [*(i * i for i in range(3))], [*{1: 2}.items()])


def f(*args, **kwargs): return args, kwargs


print(f(*a, *b, 5, *[], k=1, **{"m": 2}, **{}), f(*"xy"), f(**dict(q=1)), f(*a, x=1, *b))
first, *rest = "hello"
*start, last = range(4)
one, *middle, end = [1, 2]
(p, *q), *r = [(1, 2, 3), 4, 5]
print(first, rest, start, last, one, middle, end, p, q, r)
for head, *tail in [(1, 2, 3), "ab", [9]]:
    print(head, tail, end=" ")
print()


def returns(): return *a, *b


def yields():
    yield *a, 3


print(returns(), list(yields()), [x for x in (*a, *b)], max(*a, *b), dict(**{"a": 1}, b=2))
for item in *a, *b:
    print(item, end=" ")
print()
x = *a, *b
print(x, [*a][0], {*a} == set(a), print(*[]) is None)
matrix = [[1, 2, 3], [4, 5, 6]]
print(list(zip(*matrix)), [*zip(*matrix)], [*map(sum, matrix)])
for source in ("*a", "x = *a", "[*a", "print(*)", "*a, *b = c, d", "(*a)", "{**a, *b}", "f(**a, *b)", "del *a",
               "*a += 1", "a = *b for b in c"):
    try:
        compile(source, "s", "exec")
        print(source, "compiles")
    except SyntaxError as error:
        print(source, "|", error.msg)
for action in (lambda: [*5], lambda: {**5}, lambda: {**[1]}, lambda: f(*5), lambda: f(**5), lambda: f(**{1: 2}),
               lambda: {*[[]]}, lambda: f(**{"a": 1}, **{"a": 2}), lambda: (*None,), lambda: {**None},
               lambda: print(*1)):
    try:
        print(action())
    except TypeError as error:
        print(str(error).replace("__main__.", ""))
big = [*range(1000)]
print(len(f(*big)[0]), len(f(**{f"k{i}": i for i in range(300)})[1]), sum([*big, *big]))
s, *_, t = big
print(s, t, len(_))
