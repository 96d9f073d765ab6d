# Tracebacks through lambdas, comprehensions, generators, class bodies, decorators, properties, __init__, finally.
import sys


def show(action):
    try:
        action()
    except BaseException:
        sys.excepthook(*sys.exc_info())


def boom():
    raise ValueError("boom")


def in_lambda():
    return (lambda x: x / 0)(1)


def in_comprehension():
    return {k: [boom() for _ in "a"] for k in "b"}


def in_generator():
    def generate():
        yield 1
        boom()
    return list(generate())


def in_generator_expression():
    return sum(1 // x for x in (1, 0))


def in_class_body():
    class Broken:
        value = boom()


def in_decorator():
    def decorate(function):
        raise TypeError("not decorated")

    @decorate
    def decorated():
        pass


class Thing:
    def __init__(self, value):
        self.value = value + 1

    @property
    def broken(self):
        return self.missing

    def __len__(self):
        return boom()

    def __add__(self, other):
        return boom()

    @staticmethod
    def fixed():
        boom()

    @classmethod
    def made(cls):
        return cls()


def in_init(): return Thing("text")
def in_property(): return Thing(1).broken
def in_len(): return len(Thing(1))
def in_add(): return Thing(1) + Thing(2)
def in_static(): return Thing.fixed()
def in_class_method(): return Thing.made()
def in_sort(): return sorted([3, 1], key=lambda v: boom())
def in_map(): return list(map(boom.__class__, [1]))


def in_finally():
    try:
        return 1
    finally:
        boom()


def in_handler():
    try:
        boom()
    except ValueError as error:
        error.args = ("changed",)
        raise


def in_else():
    try:
        pass
    except ValueError:
        pass
    else:
        boom()


def in_with():
    class Manager:
        def __enter__(self): return self
        def __exit__(self, *details): boom()
    with Manager():
        pass


def in_default(value=[1, 2]):
    return value[5]


def yield_from():
    def inner():
        yield 1
        boom()

    def outer():
        yield from inner()
    for _ in outer():
        pass


def thrown():
    def inner():
        yield 1
    g = inner()
    next(g)
    g.throw(KeyError("thrown"))


def nested():
    def level1():
        def level2():
            boom()
        level2()
    level1()


def in_exec():
    exec("x = 1\ny = x / 0\n")


def in_eval():
    eval("1 +\\\n undefined_here")


for function in (in_lambda, in_comprehension, in_generator, in_generator_expression, in_class_body, in_decorator,
                 in_init, in_property, in_len, in_add, in_static, in_class_method, in_sort, in_map, in_finally,
                 in_handler, in_else, in_with, in_default, yield_from, thrown, nested, in_exec, in_eval):
    show(function)
