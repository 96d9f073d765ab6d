# What goes wrong with awaitables, asynchronous iterators and context managers, and the words for it.
import sys
import types
import warnings

warnings.simplefilter("ignore")


def run(coroutine):
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return stop.value
    return "suspended"


def show(coroutine):
    try:
        print(run(coroutine))
    except BaseException as error:
        print(type(error).__name__, error, "|", repr(error.__cause__))


class Awaitable:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        return self.value


async def inner():
    return 5


async def waits(value):
    return await value


for value in (1, Awaitable(None), Awaitable([1]), Awaitable(iter(())), inner(), [].append):
    show(waits(value))
show(waits(Awaitable(inner())))


class Iterator:
    def __init__(self, result):
        self.result = result

    def __aiter__(self):
        return self

    def __anext__(self):
        return self.result


class Iterable:
    def __aiter__(self):
        return 3


async def loops(iterable):
    async for item in iterable:
        print(item)


for iterable in (3, Iterable(), Iterator((1, 2)), Iterator(Awaitable(7))):
    show(loops(iterable))


class Manager:
    def __init__(self, enter, leave):
        self.enter, self.leave = enter, leave

    def __aenter__(self):
        return self.enter

    def __aexit__(self, *details):
        return self.leave


async def enters(manager):
    async with manager as value:
        return value


for manager in (Manager(1, inner()), Manager(inner(), 2), Manager(inner(), inner()), 4):
    show(enters(manager))


@types.coroutine
def pause():
    answer = yield "paused"
    return answer


async def main():
    return await pause(), await pause()


coroutine = main()
print(coroutine.send(None), coroutine.cr_suspended, coroutine.cr_running, coroutine.cr_await.gi_code.co_name)
other = waits(coroutine)
print(coroutine.send(1))
try:
    other.send(None)
except RuntimeError as error:
    print(error)
try:
    coroutine.send(2)
except StopIteration as stop:
    print(stop.value)
show(waits(coroutine))
wrapper = inner().__await__()
print(type(wrapper).__name__, hasattr(inner, "__iter__"), iter(wrapper) is wrapper)
try:
    next(wrapper)
except StopIteration as stop:
    print(stop.value)
c = inner()
for attempt in (lambda: iter(c), lambda: list(c), lambda: next(c)):
    try:
        attempt()
    except TypeError as error:
        print(error)
c.close()


def from_coroutine():
    yield from inner_coroutine


inner_coroutine = inner()
try:
    list(from_coroutine())
except TypeError as error:
    print(error)
inner_coroutine.close()
sys.set_coroutine_origin_tracking_depth(1)
c = inner()
print([(line > 0, name) for file, line, name in c.cr_origin])
sys.set_coroutine_origin_tracking_depth(0)
c.close()
