# def, return, recursion, default values, keyword arguments, lambda, nested functions.
def add(a, b):
    return a + b


def greet(name, greeting="Hello"):
    return greeting + ", " + name


def nothing():
    pass


def factorial(n):
    if n <= 1:
        return 1
    return n * factorial(n - 1)


def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


def outer(x):
    def inner(y):
        return x * 10 + y
    return inner


def many():
    return 1, 2, 3


def total(*numbers):
    result = 0
    for number in numbers:
        result += number
    return result


def describe(**options):
    return sorted(options.items())


print(add(1, 2), add("a", "b"), add(b=1, a=2))
print(greet("Ann"), greet("Bob", "Bye"), greet(greeting="Hi", name="Eve"))
print(nothing(), factorial(10), factorial(30), fibonacci(18))
print(outer(4)(2), [f(1) for f in (outer(1), outer(2))])
print(many(), total(), total(1, 2, 3), describe(b=2, a=1))
double = lambda v: v * 2
print(double(21), (lambda: "called")(), list(map(double, [1, 2, 3])))
apply = lambda f, *args: f(*args)
print(apply(add, 3, 4), apply(max, 1, 9, 5))
counter = 0


def increment():
    global counter
    counter += 1
    return counter


print(increment(), increment(), counter)
a, b, c = many()
print(a + b + c, add(*[5, 6]), add(**{"a": 7, "b": 8}))
