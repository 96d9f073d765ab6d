# Coroutines driven by hand and by a tiny scheduler: await, async for, async with.
class Pause:
    def __init__(self, tag): self.tag = tag

    def __await__(self):
        received = yield self.tag
        return received


async def child(name):
    first = await Pause(name + "1")
    second = await Pause(name + "2")
    return first, second


async def parent():
    result = await child("c")
    try:
        await Pause("p")
    except ValueError as error:
        return result, str(error)


coroutine = parent()
print(type(coroutine).__name__, coroutine.send(None), coroutine.send("A"), coroutine.send("B"))
try:
    coroutine.throw(ValueError("thrown"))
except StopIteration as stop:
    print(stop.value)


class Counter:
    def __init__(self, n): self.i, self.n = 0, n
    def __aiter__(self): return self

    async def __anext__(self):
        if self.i >= self.n:
            raise StopAsyncIteration
        self.i += 1
        await Pause(f"tick{self.i}")
        return self.i


class Resource:
    async def __aenter__(self):
        print("acquire")
        await Pause("enter")
        return self

    async def __aexit__(self, *details):
        print("release", details[0])
        await Pause("exit")
        return True


async def generator(n):
    for i in range(n):
        await Pause("gen")
        yield i * i


async def main():
    total = 0
    async for value in Counter(3):
        total += value
    else:
        print("loop else")
    async with Resource() as r:
        print("inside", type(r).__name__)
        raise KeyError("suppressed")
    squares = [x async for x in generator(4) if x]
    print(squares, {x: x async for x in generator(2)})
    return total


def run(coroutine):
    log = []
    try:
        while True:
            log.append(coroutine.send(None))
    except StopIteration as stop:
        return stop.value, log


print(run(main()))


async def worker(name, steps, out):
    for i in range(steps):
        out.append(f"{name}{i}")
        await Pause(None)


def schedule(*coroutines):
    queue = list(coroutines)
    while queue:
        current = queue.pop(0)
        try:
            current.send(None)
            queue.append(current)
        except StopIteration:
            pass


out = []
schedule(worker("a", 3, out), worker("b", 1, out), worker("c", 2, out))
print(out)
try:
    async def bad(): await 5
    bad().send(None)
except TypeError as error:
    print(error)
c = child("x")
c.close()
try:
    c.send(None)
except RuntimeError as error:
    print(error)
