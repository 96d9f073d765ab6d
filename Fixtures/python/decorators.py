# Decorators: functions, classes, arguments, stacking, wraps, methods.
import functools


def trace(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        result = function(*args, **kwargs)
        print(f"{function.__name__}{args}{kwargs or ''} -> {result!r}")
        return result
    return wrapper


@trace
def add(a, b=1):
    "Adds."
    return a + b


add(1), add(1, b=5)
print(add.__name__, add.__doc__, add.__wrapped__(2, 3))


def repeat(times, separator=" "):
    print("factory", times)

    def decorate(function):
        print("decorating", function.__name__)
        return lambda *args: separator.join(function(*args) for _ in range(times))
    return decorate


@repeat(3, separator="-")
@repeat(2)
def word(w): return w


print(word("hey"))


class Count:
    def __init__(self, function):
        self.function, self.calls = function, 0

    def __call__(self, *args):
        self.calls += 1
        return self.function(*args)


@Count
def square(x): return x * x


print([square(i) for i in range(4)], square.calls)


def register(cls):
    registry.append(cls.__name__)
    cls.registered = True
    return cls


registry = []


@register
class One:
    pass


@register
class Two(One):
    @trace
    def method(self, x): return x + 1

    @staticmethod
    @trace
    def fixed(x): return x - 1

    @classmethod
    @trace
    def of(cls, x): return cls.__name__ + x

    def __repr__(self): return "two"


t = Two()
t.method(1), Two.fixed(5), t.of("!")
print(registry, Two.registered)


def replace(function): return "replaced by a text"


@replace
def gone(): pass


print(gone)
order = []


def mark(tag):
    order.append("evaluate " + tag)
    return lambda f: order.append("apply " + tag) or f


@mark("a")
@mark("b")
@mark("c")
def marked(): pass


print(order)
buttons = {"ok": trace}


@buttons["ok"]
def pressed(): return "pressed"


@(lambda f: lambda: f() + "!")
def loud(): return "loud"


pressed()
print(loud())


def memo(function):
    cache = {}

    @functools.wraps(function)
    def wrapped(*args):
        if args not in cache:
            cache[args] = function(*args)
        return cache[args]
    wrapped.cache = cache
    return wrapped


@memo
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(80), len(fib.cache))
try:
    @None
    def never(): pass
except TypeError as error:
    print(error)
