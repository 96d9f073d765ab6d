# queue and concurrent.futures over threads.
import queue
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed, wait, TimeoutError, CancelledError, FIRST_EXCEPTION

jobs = queue.Queue(maxsize=4)
results = queue.PriorityQueue()


def serve():
    while True:
        job = jobs.get()
        if job is None:
            jobs.task_done()
            return
        results.put((job, sum(i * job for i in range(50))))
        jobs.task_done()


servers = [threading.Thread(target=serve) for _ in range(3)]
for server in servers:
    server.start()
for job in range(40):
    jobs.put(job)
for _ in servers:
    jobs.put(None)
jobs.join()
for server in servers:
    server.join()
print([results.get() for _ in range(40)][-3:], results.empty())
for call in (lambda: results.get_nowait(), lambda: results.get(timeout=0.01)):
    try:
        call()
    except queue.Empty as error:
        print(type(error).__name__)
full = queue.LifoQueue(1)
full.put(1)
try:
    full.put(2, timeout=0.01)
except queue.Full as error:
    print(type(error).__name__)
simple = queue.SimpleQueue()
thread = threading.Thread(target=lambda: simple.put("from a thread"))
thread.start()
print(simple.get())
thread.join()


def square(n):
    if n == 7:
        raise ValueError("seven")
    return n * n


with ThreadPoolExecutor(max_workers=4, thread_name_prefix="pool") as pool:
    print(list(pool.map(square, range(6))))
    futures = {pool.submit(square, n): n for n in range(10)}
    answers = []
    for future in as_completed(futures):
        error = future.exception()
        answers.append((futures[future], repr(error) if error else future.result()))
    print(sorted(answers))
    done, rest = wait([pool.submit(square, n) for n in (6, 7)], return_when=FIRST_EXCEPTION)
    print(len(done) >= 1)
    gate = threading.Event()
    blocked = pool.submit(gate.wait)
    try:
        blocked.result(timeout=0.2)
    except TimeoutError as error:
        print("not yet", blocked.running())
    gate.set()
    print(blocked.result())
    called = []
    future = pool.submit(square, 3)
    future.add_done_callback(lambda f: called.append(f.result()))
    future.result()
    print(pool.submit(threading.current_thread).result().name.startswith("pool_"))
print(called)
with ThreadPoolExecutor(1) as pool:
    gate = threading.Event()
    pool.submit(gate.wait)
    waiting = pool.submit(square, 2)
    print(waiting.cancel(), waiting.cancelled())
    gate.set()
    try:
        waiting.result()
    except CancelledError as error:
        print(type(error).__name__)
try:
    pool.submit(square, 1)
except RuntimeError as error:
    print(error)
