# Asynchronous generators step by step: asend, athrow, aclose in every state, hooks, ag_running.
import sys
import types


@types.coroutine
def pause(value):
    return (yield value)


def step(awaitable, *sent):
    try:
        return "waits", awaitable.send(sent[0] if sent else None)
    except BaseException as error:
        return type(error).__name__, *map(str, error.args)


async def numbers():
    try:
        got = yield 1
        print("got", got)
        got = await pause("pause")
        print("woken by", got)
        yield 2
    except ValueError as error:
        print("caught", error)
        yield 3
    finally:
        print("finally")


g = numbers()
print(step(g.asend(5)), step(g.asend(None)))
first = g.asend("a")
print(step(first), g.ag_running, step(g.asend(None)), step(g.aclose()), step(g.athrow(ValueError)))
print(step(first, "event"), g.ag_running, step(first))
thrown = g.athrow(ValueError("x"))
print(step(thrown), step(thrown))
closing = g.aclose()
print(step(closing), step(closing), step(g.aclose()), step(g.asend(None)), step(g.__anext__()))
print(step(g.athrow(KeyError)))


async def stubborn():
    for refusal in range(2):
        try:
            yield refusal
        except GeneratorExit:
            print("no", refusal)


g = stubborn()
print(step(g.asend(None)), step(g.aclose()), step(g.aclose()), step(g.asend(None)))
g = numbers()
print(step(g.aclose()), step(g.asend(None)))
g = numbers()
print(step(g.athrow(KeyError("k"))), step(g.asend(None)))
step_of = numbers().asend(None)
step_of.close()
print(step(step_of))


def seen(generator):
    print("first", generator.__name__)


print(sys.get_asyncgen_hooks())
sys.set_asyncgen_hooks(firstiter=seen)
g = stubborn()
print(step(g.asend(None)), step(g.asend(None)), step(g.asend(None)))
sys.set_asyncgen_hooks(None, None)
try:
    sys.set_asyncgen_hooks(firstiter=3)
except TypeError as error:
    print(error)
print(type(numbers.__code__.co_flags), numbers.__code__.co_flags & 0x200, repr(type(g)[int]))


async def stops():
    yield 1
    raise StopAsyncIteration


async def stops_too():
    yield 1
    raise StopIteration


for function in (stops, stops_too):
    g = function()
    print(step(g.asend(None)), step(g.asend(None)))


async def collected():
    return [x async for x in numbers()], {x: y async for x in numbers() for y in (1,) if await twice(x)}


async def twice(x):
    return 2 * x


c = collected()
print(step(c), step(c, 1), step(c, 2))
