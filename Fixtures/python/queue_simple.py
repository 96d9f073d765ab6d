# queue.SimpleQueue: order, timeouts, non-blocking calls, many producers and consumers, and a pool of threads over it.
import queue
import threading
import time
from concurrent.futures import ThreadPoolExecutor

q = queue.SimpleQueue()
print(q.empty(), q.qsize())
for item in range(200):
    q.put(item)
print([q.get() for _ in range(150)][-1], q.qsize())
for item in "abc":
    q.put_nowait(item)
print([q.get_nowait() for _ in range(53)][-5:], q.empty())
for call in (q.get_nowait, lambda: q.get(False), lambda: q.get(timeout=0.01), lambda: q.get(True, 0), lambda: q.get(timeout=-1), lambda: q.get(timeout="x")):
    try:
        call()
    except Exception as error:
        print(type(error).__name__, error)
print(queue.Empty.__module__, queue.SimpleQueue.__module__, queue.SimpleQueue[int], q.put(None, False, 3), q.get())

results, sums = queue.SimpleQueue(), []


def produce(start):
    for number in range(start, start + 500):
        results.put(number)


def consume():
    total = 0
    while (item := results.get()) is not None:
        total += item
    sums.append(total)


consumers = [threading.Thread(target=consume) for _ in range(3)]
producers = [threading.Thread(target=produce, args=(n * 500,)) for n in range(3)]
for thread in consumers + producers:
    thread.start()
for thread in producers:
    thread.join()
for _ in consumers:
    results.put(None)
for thread in consumers:
    thread.join()
print(sum(sums) == sum(range(1500)), results.empty())

late = queue.SimpleQueue()
threading.Timer(0.02, late.put, ["late"]).start()
print(late.get(timeout=5))
with ThreadPoolExecutor(4) as pool:
    print(sum(pool.map(lambda x: x * x, range(100))))
