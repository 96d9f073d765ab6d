"""What a generator, coroutine or async generator handles is its own: it finds it again when it goes on, and its caller does not."""
import asyncio
import sys


def current():
    error = sys.exc_info()[1]
    return None if error is None else f"{type(error).__name__}({error})"


def reraises():
    try:
        yield 1
    except ValueError:
        yield 2
        raise


# The exception thrown in is the one that the caller handles: an object, but handled twice.
generator = reraises()
next(generator)
try:
    raise ValueError("thrown by its handler")
except ValueError as error:
    print(generator.throw(error), current())
print(current())
try:
    next(generator)
except ValueError as error:
    print("again:", error, current())


def handles(name):
    yield name, current()
    try:
        raise KeyError(name)
    except KeyError:
        yield "in", current()
        try:
            raise IndexError(name)
        except IndexError:
            yield "inner", current()
        yield "behind inner", current()
    yield "behind", current()
    try:
        yield "in finally", current()
    finally:
        yield "finally", current()


def drive(generator):
    """Each step under another exception, or under none."""
    for number, step in enumerate(iter(lambda: next(generator, None), None)):
        print("  ", *step, "- outside:", current())
        if number % 2:
            continue
        try:
            raise OSError(f"outside {number}")
        except OSError:
            print("  ", *next(generator, ("end",)), "- outside:", current())


print("nothing outside")
drive(handles("a"))
print("something outside")
try:
    raise RuntimeError("all the way")
except RuntimeError:
    drive(handles("b"))
print("with", current())


def in_the_condition():
    try:
        raise LookupError("while it compares")
    except (yield current()):
        yield "caught " + current()


generator = in_the_condition()
try:
    raise OSError("first")
except OSError:
    print(next(generator))
print(generator.send(LookupError), current())
print(next(generator, "end"), current())


# The context of what is thrown in: what the generator handles, not what its caller does.
def context():
    try:
        yield 1
    except ValueError as error:
        print("context:", repr(error.__context__))
    try:
        raise KeyError("own")
    except KeyError:
        try:
            yield 2
        except ValueError as error:
            print("context:", repr(error.__context__))
    yield 3


generator = context()
next(generator)
try:
    raise OSError("the caller's")
except OSError:
    generator.throw(ValueError("one"))
generator.throw(ValueError("two"))


# yield from and await: what is handled on each level.
def inner():
    try:
        yield "inner", current()
    except ValueError:
        yield "inner handles", current()
        raise TypeError("from inner")


def outer():
    try:
        raise NameError("outer")
    except NameError:
        try:
            yield from inner()
        except TypeError as error:
            yield "outer", current(), repr(error.__context__), repr(error.__context__.__context__)
        yield "outer", current()
    yield "end", current()


generator = outer()
print(next(generator), current())
print(generator.throw(ValueError("in")), current())
for step in generator:
    print(step, current())


class Manager:
    async def __aenter__(self):
        await asyncio.sleep(0)
        return self

    async def __aexit__(self, kind, error, traceback):
        await asyncio.sleep(0)
        print("exit", repr(error), current())
        return isinstance(error, KeyError)


async def cancelled(log):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        await asyncio.sleep(0)
        log.append(current())
        raise
    finally:
        await asyncio.sleep(0)
        log.append(current())


async def items():
    try:
        yield current()
        raise ValueError("item")
    except ValueError:
        yield current()
        await asyncio.sleep(0)
        yield current()
    yield current()


async def main():
    log = []
    task = asyncio.create_task(cancelled(log))
    await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled", log)
    async with Manager():
        raise KeyError("suppressed")
    print(current())
    try:
        async with Manager():
            try:
                raise ZeroDivisionError("kept")
            finally:
                await asyncio.sleep(0)
                print(current())
    except ZeroDivisionError:
        print([item async for item in items()], current())
    print([item async for item in items()], current())


asyncio.run(main())


# Often enough for machine code.
def often(count):
    for number in range(count):
        try:
            if number % 3 == 0:
                raise ValueError(number)
            yield number
        except ValueError as error:
            yield -number
            assert sys.exc_info()[1] is error


total = 0
for value in often(1200):
    try:
        if value % 5 == 0:
            raise OSError(value)
    except OSError:
        total += 1
    total += value
    assert sys.exc_info()[1] is None
print(total)
