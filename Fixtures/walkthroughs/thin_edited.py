"""Thins out the readings of a sensor, tenths of a degree, one a second: of equal neighbours one is kept."""
import random
import sys
import time


def readings(count):
    source = random.Random(11)
    value = 200
    for _ in range(count):
        if source.random() < 0.5:
            value += 1 if source.random() < 0.5 else -1
        yield value


def changes(values):
    last = None
    for value in values:
        if value != last:
            yield value
            last = value


def text(values):
    return ",".join([str(value) for value in changes(values)])


values = list(readings(200_000))
for _ in range(40):
    start = time.process_time()
    written = text(values)
    print("%.1f ms" % ((time.process_time() - start) * 1000), file=sys.stderr)
print(len(values), len(written))
