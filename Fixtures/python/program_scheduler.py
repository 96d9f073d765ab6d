# Coroutines from generators: tasks, channels, sleeping on a virtual clock, cancellation and failure, without asyncio.
import heapq
from collections import deque


class Cancelled(Exception):
    pass


class Task:
    def __init__(self, name, generator):
        self.name, self.generator, self.result, self.error, self.waiting, self.done = name, generator, None, None, [], False


class Scheduler:
    def __init__(self):
        self.time, self.ready, self.sleeping, self.number, self.log = 0, deque(), [], 0, []

    def start(self, name, generator):
        task = Task(name, generator)
        self.ready.append((task, None, None))
        return task

    def cancel(self, task):
        self.ready.append((task, None, Cancelled(task.name)))

    def run(self):
        while self.ready or self.sleeping:
            if not self.ready:
                self.time, _, task = heapq.heappop(self.sleeping)
                self.ready.append((task, self.time, None))
            task, value, error = self.ready.popleft()
            if task.done:
                continue
            try:
                request = task.generator.throw(error) if error else task.generator.send(value)
            except StopIteration as stop:
                self.finish(task, stop.value, None)
            except Exception as failure:
                self.finish(task, None, failure)
            else:
                self.serve(task, request)
        return self.log

    def finish(self, task, result, error):
        task.done, task.result, task.error = True, result, error
        self.log.append((self.time, task.name, result if error is None else repr(error)))
        for other in task.waiting:
            self.ready.append((other, result, error))

    def serve(self, task, request):
        match request:
            case 'sleep', duration:
                self.number += 1
                heapq.heappush(self.sleeping, (self.time + duration, self.number, task))
            case 'join', Task(done=True) as other:
                self.ready.append((task, other.result, other.error))
            case 'join', Task() as other:
                other.waiting.append(task)
            case Channel() as channel, *value:
                channel.serve(self, task, value)
            case _:
                self.ready.append((task, None, TypeError(f'bad request {request!r}')))


class Channel:
    def __init__(self, size):
        self.size, self.items, self.takers, self.givers = size, deque(), deque(), deque()

    def serve(self, scheduler, task, value):
        if value:
            if self.takers:
                scheduler.ready.append((self.takers.popleft(), value[0], None))
                scheduler.ready.append((task, None, None))
            elif len(self.items) < self.size:
                self.items.append(value[0])
                scheduler.ready.append((task, None, None))
            else:
                self.givers.append((task, value[0]))
        elif self.items:
            scheduler.ready.append((task, self.items.popleft(), None))
            if self.givers:
                giver, item = self.givers.popleft()
                self.items.append(item)
                scheduler.ready.append((giver, None, None))
        else:
            self.takers.append(task)


def sleep(duration):
    return (yield 'sleep', duration)


def producer(channel, count):
    for i in range(count):
        yield from sleep(i % 3)
        yield channel, i * i
    yield channel, None
    return count


def consumer(channel):
    total = 0
    while (item := (yield (channel,))) is not None:
        total += item
        yield from sleep(1)
    return total


def failing():
    yield from sleep(4)
    return 1 // 0


def patient(task):
    try:
        yield 'join', task
    except ZeroDivisionError as error:
        return f'saw {error}'
    finally:
        yield from sleep(1)


def endless():
    try:
        while True:
            yield from sleep(2)
    except Cancelled as error:
        return f'cancelled {error} politely'


def confused():
    try:
        yield 'nonsense'
    except TypeError as error:
        return str(error)


scheduler, channel = Scheduler(), Channel(2)


def main():
    parts = [scheduler.start('producer', producer(channel, 12)), scheduler.start('consumer', consumer(channel))]
    broken = scheduler.start('failing', failing())
    scheduler.start('patient', patient(broken))
    loop = scheduler.start('endless', endless())
    scheduler.start('confused', confused())
    results = []
    for part in parts:
        results.append((yield 'join', part))
    scheduler.cancel(loop)
    results.append((yield 'join', loop))
    return results


scheduler.start('main', main())
for line in scheduler.run():
    print(*line)
