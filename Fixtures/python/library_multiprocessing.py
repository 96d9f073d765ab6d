# multiprocessing: pools, queues, pipes, shared memory, locks between processes started by fork.
import multiprocessing as mp
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import shared_memory


def square(x):
    return x * x


def fail(x):
    raise ValueError(f'bad {x}')


def count(name, lock, times):
    block = shared_memory.SharedMemory(name)
    for _ in range(times):
        with lock:
            block.buf[0] += 1
    block.close()


def produce(queue, number):
    for i in range(number):
        queue.put({'i': i, 'text': 'x' * i})
    queue.put(None)


def echo(connection):
    while (message := connection.recv()) is not None:
        connection.send(message[::-1])


def meet(event, barrier, connection):
    event.wait(20)
    barrier.wait(20)
    connection.send('met')


if __name__ == '__main__':
    context = mp.get_context('fork')
    with context.Pool(2) as pool:
        print(pool.map(square, range(10)), pool.apply_async(square, (7,)).get(20))
        print(sum(pool.imap_unordered(square, range(100), chunksize=7)), pool.starmap(pow, [(2, 3), (3, 2)]))
        try:
            pool.map(fail, [1])
        except ValueError as error:
            print('ValueError', error)

    block = shared_memory.SharedMemory(create=True, size=64)
    lock = context.Lock()
    workers = [context.Process(target=count, args=(block.name, lock, 50)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(20)
    print(block.buf[0], [worker.exitcode for worker in workers])
    block.close()
    block.unlink()

    queue = context.Queue()
    worker = context.Process(target=produce, args=(queue, 20))
    worker.start()
    got = []
    while (item := queue.get(timeout=20)) is not None:
        got.append(len(item['text']))
    worker.join(20)
    print(got)

    mine, other = context.Pipe()
    worker = context.Process(target=echo, args=(other,))
    worker.start()
    for message in ('hello', [1, 2], b'bytes'):
        mine.send(message)
        print(mine.recv())
    mine.send(None)
    worker.join(20)
    print(worker.exitcode)

    event, barrier = context.Event(), context.Barrier(2)
    mine, other = context.Pipe(False)
    workers = [context.Process(target=meet, args=(event, barrier, other)) for _ in range(2)]
    for worker in workers:
        worker.start()
    event.set()
    print(mine.recv(), mine.recv())
    for worker in workers:
        worker.join(20)

    with ProcessPoolExecutor(2, mp_context=context) as executor:
        print(list(executor.map(square, range(5))))
        try:
            executor.submit(fail, 3).result()
        except ValueError as error:
            print(type(error).__name__, error)

    lock = context.RLock()
    with lock:
        with lock:
            print(lock)
    try:
        lock.release()
    except AssertionError as error:
        print(error)
    semaphore = context.BoundedSemaphore(1)
    try:
        semaphore.release()
    except ValueError as error:
        print(error)
    lock = context.Lock()
    print(lock.acquire(timeout=0.01), lock.acquire(timeout=0.01), lock.acquire(False), semaphore.get_value())
    number = os.getpid()
    worker = context.Process(target=os._exit, args=(7,))
    worker.start()
    worker.join(20)
    print(worker.exitcode, os.getpid() == number)
