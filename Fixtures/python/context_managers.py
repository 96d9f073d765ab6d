# with: enter and exit order, suppression, several managers, exceptions inside exit, contextlib.
from contextlib import ExitStack, closing, contextmanager, nullcontext, suppress


class Managed:
    def __init__(self, name, suppresses=False): self.name, self.suppresses = name, suppresses

    def __enter__(self):
        print("enter", self.name)
        return self.name.upper()

    def __exit__(self, kind, value, traceback):
        print("exit", self.name, kind and kind.__name__, value, traceback is not None)
        return self.suppresses


with Managed("a") as a:
    print("body", a)
with Managed("a") as a, Managed("b") as b:
    print("body", a, b)
with (Managed("x") as x, Managed("y"),):
    print("parenthesised", x)
with Managed("quiet", True):
    raise ValueError("suppressed")
print("goes on")
try:
    with Managed("outer"), Managed("inner"):
        raise KeyError("through both")
except KeyError as error:
    print("caught", error)


def returning():
    with Managed("r"):
        return "returned"


def looping():
    for i in range(3):
        with Managed(str(i)):
            if i == 0:
                continue
            if i == 1:
                break
    return i


print(returning(), looping())


@contextmanager
def tag(name):
    print(f"<{name}>")
    try:
        yield name
    except LookupError as error:
        print("handled", repr(error))
    finally:
        print(f"</{name}>")


with tag("p") as t, tag("b"):
    print("text", t)
with tag("i"):
    raise IndexError("inside")
try:
    with tag("u"):
        raise TypeError("not handled")
except TypeError as error:
    print("escaped", error)


@tag("decorated")
def decorated(): print("call")


decorated()
with suppress(ZeroDivisionError, KeyError):
    1 / 0
with nullcontext(5) as n:
    print(n)
with ExitStack() as stack:
    for name in "ab":
        stack.enter_context(Managed(name))
    stack.callback(print, "callback", 1)
    print("stacked")


class Closable:
    def close(self): print("closed")


with closing(Closable()):
    pass


class BadExit:
    def __enter__(self): return self
    def __exit__(self, *args): raise RuntimeError("in exit")


try:
    with BadExit():
        raise ValueError("first")
except RuntimeError as error:
    print(error, repr(error.__context__))


class NoExit:
    def __enter__(self): pass


for bad in (5, NoExit(), object()):
    try:
        with bad:
            pass
    except TypeError as error:
        print(error)


@contextmanager
def twice():
    yield 1
    yield 2


try:
    with twice():
        pass
except RuntimeError as error:
    print(error)


class Target:
    pass


target, values = Target(), [0, 0]
with Managed("attr") as target.name, Managed("item") as values[1]:
    print(target.name, values)
with Managed("ab") as (first, *rest):
    print(first, rest)
