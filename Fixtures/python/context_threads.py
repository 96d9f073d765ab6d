"""Context variables belong to threads: each starts with none set, contexts can be run in other threads, decimal keeps its contexts in
them; copies of an iterator by tee are asked by one at a time."""
import asyncio
import contextvars
import decimal
import itertools
import threading
from concurrent.futures import ThreadPoolExecutor

name = contextvars.ContextVar("name")
number = contextvars.ContextVar("number", default=0)
lines = []


def in_thread(function, *arguments):
    result = []

    def run():
        try:
            result.append(function(*arguments))
        except BaseException as error:
            result.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return result[0]


name.set("main")
number.set(1)
print(in_thread(lambda: (name.get("unset"), number.get(), len(contextvars.copy_context()))))
print(type(in_thread(name.get)).__name__)


def change():
    token = name.set("thread")
    number.set(number.get() + 10)
    values = name.get(), number.get()
    name.reset(token)
    return values, name.get("unset")


print(in_thread(change), name.get(), number.get())
context = contextvars.copy_context()
print(in_thread(context.run, change), name.get(), number.get(), context[name], context[number])
token = name.set("again")
print(type(in_thread(name.reset, token)).__name__)
name.reset(token)
print(name.get())

# Contexts entered by several threads, left in another order than entered.
entered, left = threading.Event(), threading.Event()


def first():
    name.set("first")
    entered.set()
    left.wait()
    return name.get()


def second():
    name.set("second")
    entered.wait()
    value = name.get()
    left.set()
    return value


with ThreadPoolExecutor(2) as pool:
    futures = [pool.submit(contextvars.copy_context().run, function) for function in (first, second)]
    print([future.result() for future in futures], name.get())

shared = contextvars.copy_context()
inside, leave = threading.Event(), threading.Event()
thread = threading.Thread(target=shared.run, args=(lambda: (inside.set(), leave.wait()),))
thread.start()
inside.wait()
try:
    shared.run(print, "not reached")
except RuntimeError as error:
    print(str(error).partition(":")[0])
leave.set()
thread.join()


async def main():
    name.set("task")
    inner = await asyncio.to_thread(lambda: (name.get(), name.set("in thread") and name.get()))
    print(inner, name.get())


asyncio.run(main())
print(name.get())

print("decimal")
decimal.getcontext().prec = 5


def divide(precision):
    before = decimal.getcontext().prec
    decimal.getcontext().prec = precision
    return before, str(decimal.Decimal(1) / 3)


print(divide(4), in_thread(divide, 7), in_thread(divide, 3), decimal.getcontext().prec)

print("tee")


class Again:
    """Asks the other copy while it is being asked."""

    def __iter__(self):
        return self

    def __next__(self):
        return next(other)


one, other = itertools.tee(Again())
try:
    next(one)
except RuntimeError as error:
    print(error)


class Slow:
    def __init__(self):
        self.started, self.finish = threading.Event(), threading.Event()

    def __iter__(self):
        return self

    def __next__(self):
        self.started.set()
        self.finish.wait()
        return 1


source = Slow()
one, other = itertools.tee(source)
thread = threading.Thread(target=next, args=(one,))
thread.start()
source.started.wait()
try:
    next(other)
except RuntimeError as error:
    print(error)
source.finish.set()
thread.join()
print(next(other), next(one))
