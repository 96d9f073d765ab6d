"""A program whose shares of time are known: shares.py LIBRARY SECONDS RESULT

It goes round through four parts, each a function of its own, and adds up what each took by the clock of its own thread:
a leaf function in C, a sort in C that calls back into Python, Python alone, and calls of C that do next to nothing. The sums are
written to the file RESULT as lines "PART SECONDS". A round is short against the run and no multiple of a sampling period; the
lengths of the bursts change from round to round.
"""
import sys
import time
from cffi import FFI

ffi = FFI()
ffi.cdef("""double trivial(double); unsigned long leaf(unsigned long, long);
    void qsort(void *, size_t, size_t, int (*)(const void *, const void *));""")
native, libc = ffi.dlopen(sys.argv[1]), ffi.dlopen(None)
SIZE = 400
numbers, order = ffi.new("int[]", SIZE), [(i * 7919) % SIZE for i in range(SIZE)]


@ffi.callback("int(const void *, const void *)")
def compare(a, b):
    return ffi.cast("int *", a)[0] - ffi.cast("int *", b)[0]


def leaf_part(count):
    return native.leaf(count, count * 1000)


def sort_part(count):
    for _ in range(count):
        numbers[0:SIZE] = order
        libc.qsort(numbers, SIZE, 4, compare)


def python_part(count):
    total = 0
    for i in range(count * 1000):
        total += i * i % 7
    return total


def tiny_part(count):
    trivial, x = native.trivial, 0.0
    for _ in range(count * 1000):
        x = trivial(x)
    return x


# Share of a round that each part shall have, and how long a burst lasts in seconds, about.
PARTS = {leaf_part: 0.30, sort_part: 0.25, python_part: 0.25, tiny_part: 0.20}
ROUND = 0.037


def burst(part, count):
    start = time.thread_time()
    part(count)
    return time.thread_time() - start


def main():
    seconds = dict.fromkeys(PARTS, 0.0)
    counts = dict.fromkeys(PARTS, 2)
    turn, limit = 0, float(sys.argv[2])
    while sum(seconds.values()) < limit:
        turn += 1
        for part, share in PARTS.items():
            took = burst(part, counts[part])
            seconds[part] += took
            wanted = ROUND * share * (0.75 + turn * 7 % 11 / 20)
            counts[part] = max(1, min(int(counts[part] * min(4, wanted / max(took, 1e-6))), 10**7))
    with open(sys.argv[3], "w") as file:
        for part in PARTS:
            file.write("%s %r\n" % (part.__name__, seconds[part]))


main()
