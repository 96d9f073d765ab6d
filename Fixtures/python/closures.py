# Free variables: shared cells, nonlocal, late binding, class bodies.
def counter(start=0):
    value = start

    def increment(by=1):
        nonlocal value
        value += by
        return value

    def read():
        return value

    return increment, read


inc, read = counter(10)
print(inc(), inc(5), read())
other, other_read = counter()
print(other(), read(), other_read())

late = [lambda: i for i in range(3)]
early = [lambda i=i: i for i in range(3)]
print([f() for f in late], [f() for f in early])


def deep():
    x = "outer"

    def middle():
        def inner():
            nonlocal x
            x += "+inner"
            return x

        return inner

    result = middle()()
    return x, result


print(deep())


def class_scope(tag):
    class Holder:
        label = tag

        def show(self):
            return tag, self.label

    return Holder().show()


print(class_scope("seen"))


def loop_cells():
    functions = []
    for name in "abc":
        def hold(n):
            return lambda: n
        functions.append(hold(name))
    return [f() for f in functions]


print(loop_cells())


def deleted():
    x = 1

    def get():
        return x

    del x
    try:
        get()
    except NameError as error:
        print(type(error).__name__, error)
    x = 2
    print(get())


deleted()


def unbound():
    try:
        print(y)
    except UnboundLocalError as error:
        print(error)
    y = 1
    return y


unbound()


def free_unbound():
    def use():
        return later
    try:
        use()
    except NameError as error:
        print(error)
    later = 3
    return use()


print(free_unbound())
total = 0


def add_global(n):
    global total
    total += n

    def nested():
        global total
        total *= 2
    nested()


add_global(4)
print(total)
print(inc.__closure__[0].cell_contents, inc.__code__.co_freevars)


def recursive(n):
    def fact(k):
        return 1 if k == 0 else k * fact(k - 1)
    return fact(n)


print(recursive(20))


def accumulate():
    log = []

    def outer(x):
        def inner(y):
            log.append((x, y))
            return len(log)
        return inner
    return outer, log


outer, log = accumulate()
print(outer(1)(2), outer(3)(4), log)
