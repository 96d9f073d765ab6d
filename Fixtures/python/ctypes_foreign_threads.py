# Threads that C starts call back into Python; Python threads sort in C at once; errno stays the program's own.
import ctypes
import threading

libc = ctypes.CDLL(None, use_errno=True)
ENTRY = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)
COMPARE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_int), ctypes.POINTER(ctypes.c_int))
libc.pthread_create.argtypes = [ctypes.POINTER(ctypes.c_ulong), ctypes.c_void_p, ENTRY, ctypes.c_void_p]
libc.pthread_join.argtypes = [ctypes.c_ulong, ctypes.POINTER(ctypes.c_void_p)]


def in_c_thread(function, argument):
    thread = ctypes.c_ulong()
    entry = ENTRY(function)
    assert libc.pthread_create(thread, None, entry, argument) == 0
    result = ctypes.c_void_p()
    assert libc.pthread_join(thread, result) == 0
    return result.value


# The first one comes while the main thread waits for it in C.
print(in_c_thread(lambda n: n * 2, 21))

idents = set()


def remember(n):
    idents.add(threading.get_ident() != threading.main_thread().ident)
    data = [str(i) * 3 for i in range(n)]  # allocates on a thread of C
    return len("".join(data))


print(in_c_thread(remember, 500), idents)
print([in_c_thread(lambda n: n + i, 100) for i in range(5)])


# Several at once, each with calls of its own into C.
def sort(count, step):
    items = (ctypes.c_int * count)(*[i * step % count for i in range(count)])
    calls = 0

    def compare(a, b):
        nonlocal calls
        calls += 1
        return a[0] - b[0]

    libc.qsort(items, count, ctypes.sizeof(ctypes.c_int), COMPARE(compare))
    return list(items) == list(range(count)) and calls >= count - 1


results = []


def worker(count):
    for step in (7, 11, 13):
        results.append(sort(count, step))
        libc.usleep(500)
    results.append(in_c_thread(lambda n: 1 if sort(n, 7) else 2, 50))


threads = [threading.Thread(target=worker, args=(n,)) for n in (100, 101, 102, 103)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sorted(map(int, results)))


# Threads of C that start threads of C and wait for them.
def nested(n):
    return (in_c_thread(lambda m: m + 1, n - 1) if n > 1 else 0) + 1


print(in_c_thread(nested, 4))

# errno: what C left is there until the next call, whatever Python does meanwhile.
libc.close(-1)
open("/dev/null").close()
print(ctypes.get_errno())
print(ctypes.set_errno(77), ctypes.get_errno())
