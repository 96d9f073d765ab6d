# Calls of C in hot loops while there are callbacks and other threads: whoever wants to run Python code meanwhile gets the
# interpreter's lock, and what the loop has in hand survives what the others do.
import gc
import threading

from cffi import FFI

ffi = FFI()
ffi.cdef("""
    double sqrt(double);
    long labs(long);
    int usleep(unsigned);
    void qsort(void *, size_t, size_t, int (*)(const void *, const void *));
    int pthread_create(uintptr_t *, const void *, void *(*)(void *), void *);
    int pthread_join(uintptr_t, void **);
""")
lib = ffi.dlopen(None)
libm = ffi.dlopen("libm.so.6")


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y


def roots(count):
    total, last = 0.0, Point(0, "start")
    words = []
    for i in range(count):
        point = Point(i, str(i & 7))
        total += libm.sqrt(float(i * i)) + lib.labs(-i)
        if i % 100 == 0:
            words.append(point.y + last.y)
        last = point
    return total, last.x, "".join(words)[:40]


print("alone", roots(500))


@ffi.callback("int(const void *, const void *)")
def compare(a, b):
    a, b = ffi.cast("int *", a)[0], ffi.cast("int *", b)[0]
    return (a > b) - (a < b)


def sort(count):
    numbers = ffi.new("int[]", [(i * 7919) % count for i in range(count)])
    lib.qsort(numbers, count, 4, compare)
    return list(numbers) == list(range(count))


print("closure", roots(500), sort(300))

# A thread that waits.
go = threading.Event()
idle = threading.Thread(target=go.wait)
idle.start()
print("idle", roots(500), sort(300))
go.set()
idle.join()


# Threads that make garbage, and collect it.
class Worker(threading.Thread):
    def __init__(self):
        super().__init__()
        self.rounds = 0
        self.stopped = False

    def run(self):
        while not self.stopped:
            kept = [Point(i, str(i)) for i in range(200)]
            if kept[7].y != "7" or kept[-1].x != 199:
                print("lost")
            self.rounds += 1
            if self.rounds % 40 == 0:
                gc.collect()


workers = [Worker()]
for worker in workers:
    worker.start()
print("busy", roots(500), sort(60))


def sleeps(count):
    total, points = 0, [Point(i, i * 0.5) for i in range(count)]
    for i in range(count):
        point = Point(i, points[i].y)
        total += lib.usleep(200) + point.x + lib.labs(-2)
        point.y += total
        points[i] = point
    return total, sum(point.y for point in points)


before = [worker.rounds for worker in workers]
print("sleeping", sleeps(50))
while any(worker.rounds == rounds for worker, rounds in zip(workers, before)):
    sleeps(10)
print("they ran")

# Threads of C that call back while the loop is in C.
called = []


@ffi.callback("void *(void *)")
def start(context):
    number = int(ffi.cast("uintptr_t", context))
    called.append(number)
    return ffi.cast("void *", number * 2)


def launch(count):
    identity, result, total = ffi.new("uintptr_t *"), ffi.new("void **"), 0
    for i in range(count):
        if lib.pthread_create(identity, ffi.NULL, start, ffi.cast("void *", i)):
            return "failed"
        lib.pthread_join(identity[0], result)
        total += int(ffi.cast("uintptr_t", result[0])) + lib.labs(-1)
    return total


print("C threads", launch(50), called == list(range(50)))
for worker in workers:
    worker.stopped = True
for worker in workers:
    worker.join()
called.clear()
print("C threads", launch(200), called == list(range(200)))
print("alone again", roots(500), sort(300))
