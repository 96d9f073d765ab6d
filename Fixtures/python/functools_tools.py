# functools: reduce, partial, lru_cache, cache, wraps, cmp_to_key, total_ordering,
# singledispatch, cached_property, partialmethod.
import functools
from functools import cached_property, cmp_to_key, lru_cache, partial, reduce, singledispatch, total_ordering

print(reduce(lambda a, b: a + b, [1, 2, 3]), reduce(lambda a, b: a * b, [], 7))
print(reduce(max, [3, 9, 2]), reduce(lambda a, b: a + [b], "abc", []), reduce(lambda a, b: b, [5]))
for action in (lambda: reduce(max, []), lambda: reduce(max, 5), lambda: reduce(5, [1, 2]), lambda: partial(),
               lambda: partial(5), lambda: lru_cache("x")):
    try:
        print(action())
    except TypeError as error:
        print(error)


def power(base, exponent=2, *, scale=1): return scale * base ** exponent


square = partial(power)
cube = partial(power, exponent=3)
two_to = partial(power, 2)
print(square(5), cube(2), two_to(10), cube(2, scale=10), cube(2, exponent=4), two_to.func is power)
print(two_to.args, cube.keywords, partial(cube, 3)(), partial(partial(power, 2), 3).args)
print(partial(int, base=2)("101"), list(map(partial(max, 5), [3, 8])), callable(cube))
print(repr(partial(int, base=2)), repr(partial(print, 1, end="")).replace("built-in function ", ""))
calls = []


@lru_cache(maxsize=3)
def slow(n):
    calls.append(n)
    return n * 10


print([slow(n) for n in (1, 2, 1, 3, 4, 1, 2)], calls, slow.cache_info())
slow.cache_clear()
print(slow.cache_info(), slow(1), slow.cache_parameters(), slow.__name__, slow.__wrapped__(9))


@functools.cache
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(100), fib.cache_info())


@lru_cache
def typed(*args, **kwargs): return len(args), sorted(kwargs)


print(typed(1), typed(1.0), typed(a=1, b=2), typed(b=2, a=1), typed.cache_info().misses)
try:
    typed([])
except TypeError as error:
    print(error)


@lru_cache(maxsize=None, typed=True)
def exact(x): return type(x).__name__


print(exact(1), exact(1.0), exact(True), exact.cache_info())
print(sorted([3, 1, 2], key=cmp_to_key(lambda a, b: b - a)))
print(sorted(["b", "A", "c"], key=cmp_to_key(lambda a, b: (a.lower() > b.lower()) - (a.lower() < b.lower()))))
print(max([1, 5, 3], key=cmp_to_key(lambda a, b: a - b)))


@total_ordering
class Version:
    def __init__(self, n): self.n = n
    def __eq__(self, other): return self.n == other.n
    def __lt__(self, other): return self.n < other.n


a, b = Version(1), Version(2)
print(a < b, a <= b, a > b, a >= b, a == b, a != b, a <= Version(1))


@singledispatch
def show(value): return f"default {value}"


@show.register(int)
def _(value): return f"int {value}"


@show.register(list)
def show_list(value): return "list of " + ", ".join(show(v) for v in value)


@show.register(str)
@show.register(bytes)
def _(value): return f"text {value}"


print(show(5), show([1, "a", 2.5]), show(None), show(True), show(b"x"), show.dispatch(bool)(3))
print(sorted(c.__name__ for c in show.registry), show_list([]))


class Circle:
    def __init__(self, r): self.r = r

    @cached_property
    def area(self):
        print("computing")
        return 3 * self.r ** 2

    def scale(self, factor, by=1): return self.r * factor * by
    double = functools.partialmethod(scale, 2)

    @functools.singledispatchmethod
    def take(self, x): return "other"

    @take.register(int)
    def _(self, x): return "int"


c = Circle(2)
print(c.area, c.area, c.__dict__, c.double(), c.double(by=5), c.take(1), c.take("a"))
del c.area
print(c.area)


def decorate(f):
    @functools.wraps(f)
    def inner(*args): return f(*args)
    return inner


@decorate
def documented(x):
    "Documentation."
    return x


print(documented.__name__, documented.__doc__, documented.__wrapped__(3), documented.__module__)
print(documented.__qualname__)
compose = lambda *fs: reduce(lambda f, g: lambda x: f(g(x)), fs)
print(compose(lambda x: x + 1, lambda x: x * 2)(5), functools.WRAPPER_ASSIGNMENTS)
