# StopIteration out of a function that map and its like call ends them; searches in a bytearray with bounds.
from itertools import cycle, islice
def roundrobin(*iterables):
    iterators = map(iter, iterables)
    for num_active in range(len(iterables), 0, -1):
        iterators = cycle(islice(iterators, num_active))
        yield from map(next, iterators)
print(list(roundrobin("ABC", "D", "EF")))
b = bytearray((0, 1)) * 5
print(b.index(1, 3, 9), b.index(1, 4))
for a in [(1, 10), (1, 3, 3), (1, 30)]:
    try: print(b.index(*a))
    except ValueError as e: print(e)
f = b.index
b[3:9:3] = bytes(2)
print(b, f(1, 2))
def it(seq, v, start=0, stop=None):
    si = getattr(seq, "index", None)
    stop = len(seq) if stop is None else stop
    i = start
    try:
        while True:
            yield (i := si(v, i, stop))
            i += 1
    except ValueError: pass
print(list(it(b, 1)), list(it(b, 1, 3, 5)))
for r in range(4):
    print(list(map(next, [iter("a"), iter(""), iter("b")])))
    for x in map(next, [iter("a"), iter(""), iter("b")]): print(x)
    def g(): yield from map(next, [iter("a"), iter(""), iter("b")])
    print(*g())
import itertools
def stopping(x):
    if x == 3: raise StopIteration
    return x < 3
for make in (lambda: map(stopping, range(9)), lambda: filter(stopping, range(9)), lambda: itertools.takewhile(stopping, range(9)),
             lambda: itertools.starmap(stopping, zip(range(9))), lambda: itertools.accumulate(range(1, 9), lambda a, b: stopping(b) and a)):
    print(list(make()), tuple(make()), [x for x in make()], sorted(make()), sum(make()))
def delegate(): yield from map(stopping, range(9))
print(list(delegate()), *map(stopping, range(9)))
a, b, c = map(stopping, range(9))
print(a, b, c)
empty = bytearray()
print(empty.find(b""), empty.find(1), empty.rfind(b""), empty.find(b"", 1))
big = bytearray(20000)
position, found = -1, 0
while (position := big.find(0, position + 1)) >= 0: found += 1
print(found)
