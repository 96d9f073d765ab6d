# Threads: results, locks of all kinds, timeouts, names, thread-local objects, exceptions, daemons at the end.
import sys
import threading
import time
import _thread


def total(numbers, out):
    sum = 0
    for number in numbers:
        sum += number * number % 7
    out.append(sum)


out = []
threads = [threading.Thread(target=total, args=(range(n * 1000), out)) for n in range(1, 6)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sorted(out), any(thread.is_alive() for thread in threads), threading.active_count())

# Names and identities.
thread = threading.Thread(target=lambda: out.append(threading.current_thread().name), name="worker")
thread.start()
thread.join()
print(out[-1], thread.name, thread.daemon, threading.current_thread().name, threading.main_thread() is threading.current_thread())
print(thread.ident != threading.get_ident(), thread.native_id != threading.get_native_id())
try:
    thread.start()
except RuntimeError as error:
    print(error)
try:
    threading.current_thread().join()
except RuntimeError as error:
    print(error)

# Plain and re-entrant locks.
lock = _thread.allocate_lock()
print(lock.acquire(), lock.locked(), lock.acquire(False), lock.acquire(timeout=0.01))
lock.release()
for arguments in ((False, 1), (True, -2), (True, 1e30)):
    try:
        lock.acquire(*arguments)
    except (ValueError, OverflowError) as error:
        print(type(error).__name__, error)
try:
    lock.release()
except RuntimeError as error:
    print(error)
again = threading.RLock()
with again:
    with again:
        print(again._is_owned())
        taken = []
        other = threading.Thread(target=lambda: taken.append(again.acquire(timeout=0.01)))
        other.start()
        other.join()
        print(taken)
        state = again._release_save()
        other = threading.Thread(target=lambda: taken.append(again.acquire(timeout=10) and again.release()))
        other.start()
        other.join()
        again._acquire_restore(state)
        print(taken)
try:
    again.release()
except RuntimeError as error:
    print(error)

# Conditions, events, semaphores, barriers.
condition = threading.Condition()
items = []


def produce():
    for i in range(5):
        with condition:
            items.append(i)
            condition.notify()


consumed = []
producer = threading.Thread(target=produce)
with condition:
    producer.start()
    while len(consumed) < 5:
        while not items:
            condition.wait()
        consumed.append(items.pop(0))
producer.join()
print(consumed)
event = threading.Event()
print(event.wait(0.01), event.is_set())
timer = threading.Timer(0.02, event.set)
timer.start()
print(event.wait(10), event.is_set())
timer.join()
semaphore = threading.BoundedSemaphore(2)
most = 0
inside = 0
counting = threading.Lock()


def enter():
    global most, inside
    for _ in range(20):
        with semaphore:
            with counting:
                inside += 1
                most = max(most, inside)
            time.sleep(0.0001)
            with counting:
                inside -= 1


threads = [threading.Thread(target=enter) for _ in range(5)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(most, inside)
barrier = threading.Barrier(3)
numbers = []
threads = [threading.Thread(target=lambda: numbers.append(barrier.wait())) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sorted(numbers), barrier.broken)


# Each thread has its own attributes.
class Own(threading.local):
    count = 0

    def __init__(self, start):
        self.value = start
        seen.append(start)


seen = []
own = Own(7)
own.value += 1
own.count += 5


def look():
    own.value += 10
    seen.append((own.value, own.count, sorted(own.__dict__)))
    try:
        own.missing
    except AttributeError as error:
        seen.append(str(error))
    del own.value
    seen.append(hasattr(own, "value"))


thread = threading.Thread(target=look)
thread.start()
thread.join()
print(seen, own.value, own.count, own.__dict__)
try:
    threading.local(1)
except TypeError as error:
    print(error)


# Exceptions end a thread, not the program.
def hook(arguments):
    print("hook:", arguments.exc_type.__name__, arguments.exc_value, arguments.thread.name)


def fail():
    raise ValueError("nothing")


threading.excepthook = hook
for target in fail, sys.exit:
    thread = threading.Thread(target=target, name="failing")
    thread.start()
    thread.join()
try:
    _thread.start_new_thread(3, ())
except TypeError as error:
    print(error)
try:
    _thread.start_new_thread(print, [])
except TypeError as error:
    print(error)

# A generator runs in one thread at a time, and the interval can be set.
sys.setswitchinterval(0.0005)
print(round(sys.getswitchinterval(), 6))
try:
    sys.setswitchinterval(0)
except ValueError as error:
    print(error)

# What is local to a thread may be anything: deep recursion has its own limit in each.
def depth(n):
    return n if n == 0 else depth(n - 1)


def deep():
    print(depth(900))
    try:
        depth(5000)
    except RecursionError as error:
        print(error)


thread = threading.Thread(target=deep)
thread.start()
thread.join()

# The program waits for this one, and not for the daemon.
threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()


def late():
    time.sleep(0.02)
    print("late")
    sys.stdout.flush()


threading.Thread(target=late).start()
print("end of main")
sys.stdout.flush()
