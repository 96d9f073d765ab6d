# What happens to generators and coroutines that nobody can reach any more: finally blocks run, hooks are told, warnings.
import gc
import sys
import warnings

log = []


def deep(n):
    """Overwrites the places where the stack may still hold a reference."""
    return [n] and (deep(n - 1) if n else 0)


def collect():
    deep(30)
    gc.collect()
    gc.collect()


def generator(name):
    try:
        yield name
        log.append("never")
    except GeneratorExit:
        log.append(("exit", name))
        raise
    finally:
        log.append(("finally", name))


def delegating(name):
    with Manager(name):
        yield from generator(name + " inner")


class Manager:
    def __init__(self, name):
        self.name = name

    def __enter__(self):
        log.append(("enter", self.name))

    def __exit__(self, kind, value, traceback):
        log.append(("leave", self.name, kind and kind.__name__))


def plain():
    yield 1


def suspend(make, *arguments):
    iterator = make(*arguments)
    next(iterator)


def many(make, *arguments):
    for _ in range(20):
        suspend(make, *arguments)


many(generator, "a")
collect()
print(len(log) >= 36, sorted(set(log)))
log.clear()
many(delegating, "b")
collect()
print(sorted(set(log), key=str))
log.clear()


def unfinished(n):
    iterators = [generator(i) for i in range(n)]
    for iterator in iterators[::2]:
        next(iterator)
    for iterator in iterators[::4]:
        iterator.close()


unfinished(40)
collect()
print(log.count(("finally", 0)), log.count(("finally", 1)), log.count(("finally", 4)), len(set(log)) >= 38)
log.clear()


def stubborn():
    try:
        yield 1
    finally:
        yield 2


reports = []
sys.unraisablehook = lambda report: reports.append((type(report.exc_value).__name__, str(report.exc_value)))
many(stubborn)
collect()
print(sorted(set(reports)))
reports.clear()


def raising():
    try:
        yield 1
    finally:
        raise KeyError("lost")


many(raising)
collect()
print(sorted(set(reports)))
sys.unraisablehook = sys.__unraisablehook__


class Awaitable:
    def __await__(self):
        yield "waiting"


async def coroutine():
    try:
        await Awaitable()
    finally:
        log.append("coroutine ended")


def begin():
    coroutine().send(None)


def forget():
    coroutine()


with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    for _ in range(20):
        begin()
    collect()
    print(set(log), [str(w.message) for w in caught])
    for _ in range(20):
        forget()
    collect()
    print({(w.category.__name__, str(w.message)) for w in caught})
    coroutine().close()
# The stack may have kept one until now.
warnings.simplefilter("ignore")
log.clear()


async def numbers():
    try:
        yield 1
        yield 2
    finally:
        log.append("numbers ended")


def step():
    try:
        numbers().asend(None).send(None)
    except StopIteration as stop:
        return stop.value


hooks = sys.get_asyncgen_hooks()
seen = []
sys.set_asyncgen_hooks(lambda g: seen.append("first"), lambda g: seen.append(("finalize", g.__name__)))
for _ in range(20):
    step()
collect()
print(seen.count("first"), seen.count(("finalize", "numbers")) >= 18, log)
sys.set_asyncgen_hooks(*hooks)
print(step())
