# Globals, functions and builtins replaced while the loop that reads them is hot.
import math

LIMIT = 10
total = 0


def helper(x):
    return x + LIMIT


def other(x):
    return x - LIMIT


def run(n):
    global helper, LIMIT, total
    for i in range(n):
        total += helper(i)
        if i == 120:
            helper = other
        if i == 240:
            LIMIT = 2.5
        if i == 300:
            helper = lambda x: 1
        if i == 360:
            globals()["helper"] = abs
        if i == 420:
            LIMIT = 7
            helper = other
    return total


print(run(600))


def builtins_replaced(n):
    result = 0
    for i in range(n):
        result += len("abc") + abs(-i) % 3
        if i == 200:
            globals()["len"] = lambda x: 100
        if i == 260:
            globals()["abs"] = math.fabs
        if i == 400:
            del globals()["len"]
        if i == 450:
            del globals()["abs"]
    return result


print(builtins_replaced(600))


def missing(n):
    global later
    seen = 0
    for i in range(n):
        try:
            seen += later
        except NameError as error:
            seen -= 1
            text = str(error)
        if i % 100 == 30:
            later = i
        if i % 100 == 70:
            del later
    return seen, text


print(missing(550))

# The loop itself at module level: its variables are globals.
count = 0
table = {}
for index in range(600):
    count += index % 7
    table[index % 11] = count
    if index == 350:
        count = 0.5
    if index == 450:
        count = int(count)
print(index, count, sorted(table.items())[:4])

i = 0
while i < 500:
    i += 1
    if i % 2:
        continue
    if i == 444:
        break
else:
    print("not reached")
print(i)


class Namespace:
    values = []
    for number in range(300):
        values.append(number * number % 7)
    total = sum(values)


print(Namespace.total, Namespace.number)

code = compile("for q in range(400):\n    acc = acc + q * step\n    if q == 200: step = 1.5\n", "<text>", "exec")
space = {"acc": 0, "step": 2}
exec(code, space)
print(space["acc"], space["q"])


def defaults(n):
    def f(x, y=1):
        return x * y
    out = 0
    for i in range(n):
        out += f(i)
        if i == 200:
            f.__defaults__ = (3,)
        if i == 300:
            f.__code__ = (lambda x, y=5: x + y).__code__
        if i == 400:
            f.__defaults__ = None
            try:
                f(1)
            except TypeError as error:
                print(error)
            f.__defaults__ = (0,)
    return out


print(defaults(500))


def module_attribute(n):
    s = 0
    for i in range(n):
        s += math.sqrt(i * i)
        if i == 300:
            math.sqrt = lambda x: 1
    return s


saved = math.sqrt
print(module_attribute(500))
math.sqrt = saved
print(module_attribute.__name__, math.sqrt(16))
