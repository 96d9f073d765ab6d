# asyncio on a quiet loop: queues, gather, task groups, timeouts, locks, events, cancellation, async generators and contexts.
import asyncio
import contextlib


async def numbers(n):
    for i in range(n):
        await asyncio.sleep(0)
        yield i


async def stage(source, target, work):
    while (item := await source.get()) is not None:
        await target.put(work(item))
    await target.put(None)


async def pipeline():
    first, second, third = (asyncio.Queue(2) for _ in range(3))
    tasks = [asyncio.create_task(stage(first, second, lambda x: x * x)), asyncio.create_task(stage(second, third, lambda x: x + 1))]

    async def feed():
        async for i in numbers(10):
            await first.put(i)
        await first.put(None)

    tasks.append(asyncio.create_task(feed()))
    result = []
    while (item := await third.get()) is not None:
        result.append(item)
    await asyncio.gather(*tasks)
    return result


class Log(list):
    @contextlib.asynccontextmanager
    async def section(self, name):
        self.append(f'<{name}')
        try:
            yield self
        except KeyError as error:
            self.append(f'swallowed {error}')
        finally:
            await asyncio.sleep(0)
            self.append(f'{name}>')


async def failing(delay, error):
    for _ in range(delay):
        await asyncio.sleep(0)
    raise error


async def groups(log):
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(failing(2, ValueError('a')))
            group.create_task(failing(2, TypeError('b')))
            other = group.create_task(asyncio.sleep(100))
    except* ValueError as errors:
        log.append(repr(errors.exceptions))
    except* TypeError as errors:
        log.append(repr(errors.exceptions))
    log.append(other.cancelled())
    results = await asyncio.gather(failing(1, KeyError(1)), asyncio.sleep(0, 'fine'), return_exceptions=True)
    log.append(repr(results))


async def cancelled(log):
    async def worker():
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            log.append('cleaning')
            await asyncio.sleep(0)
            raise

    task = asyncio.create_task(worker())
    await asyncio.sleep(0)
    task.cancel('reason')
    try:
        await task
    except asyncio.CancelledError as error:
        log.append(f'cancelled {error.args}')
    try:
        await asyncio.wait_for(asyncio.Event().wait(), 0.001)
    except TimeoutError:
        log.append('timeout')


async def locks(log):
    lock, event, barrier, semaphore = asyncio.Lock(), asyncio.Event(), asyncio.Barrier(3), asyncio.Semaphore(2)
    running = 0

    async def one(i):
        nonlocal running
        async with semaphore:
            running += 1
            assert running <= 2
            await asyncio.sleep(0)
            running -= 1
        async with lock:
            log.append(f'in {i}')
        if i == 2:
            event.set()
        await event.wait()
        await barrier.wait()

    await asyncio.gather(*map(one, range(3)))
    condition = asyncio.Condition()
    items = []

    async def consumer():
        async with condition:
            await condition.wait_for(lambda: len(items) == 3)
            return items

    task = asyncio.create_task(consumer())
    for i in range(3):
        await asyncio.sleep(0)
        async with condition:
            items.append(i)
            condition.notify_all()
    log.append(await task)


async def main():
    log = Log()
    print(await pipeline())
    async with log.section('outer'), log.section('inner'):
        raise KeyError('k')
    await groups(log)
    await cancelled(log)
    await locks(log)
    print(*log, sep='\n')
    print([i async for i in numbers(4) if i % 2], {i: j async for i, j in zipped(numbers(2), numbers(3))}, sum([i async for i in numbers(20)]))
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    loop.call_soon(future.set_result, 'called')
    handle = loop.call_later(1000, print, 'never')
    handle.cancel()
    print(await future, handle.cancelled(), asyncio.current_task().get_name(), len(asyncio.all_tasks()), await asyncio.to_thread(sum, [1, 2, 3]))
    generator = numbers(5)
    await anext(generator)
    await generator.aclose()
    print(await anext(generator, 'closed'), asyncio.iscoroutinefunction(main))


async def zipped(a, b):
    async for x in a:
        yield x, await anext(b)


asyncio.run(main())
