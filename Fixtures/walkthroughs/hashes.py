"""How many of a store's keys does a catalogue know? Both sides go by the 64-bit FNV-1a hash of the name, as the store wrote it.

Prints the processor time of each round on standard error.
"""
import sys
import time

START, PRIME, MASK = 0xCBF29CE484222325, 0x100000001B3, 0xFFFFFFFFFFFFFFFF


def fnv1a(name):
    hash = START
    for byte in name:
        hash = (hash ^ byte) * PRIME & MASK
    return hash


def known(names, catalogue):
    found = 0
    for name in names:
        if fnv1a(name) in catalogue:
            found += 1
    return found


catalogue = {fnv1a(b"/data/%d/part-%05d.parquet" % (i % 17, i)) for i in range(0, 20_000, 3)}
names = [b"/data/%d/part-%05d.parquet" % (i % 17, i) for i in range(20_000)]
for _ in range(10):
    start = time.process_time()
    found = known(names, catalogue)
    print("%.1f ms" % ((time.process_time() - start) * 1000), file=sys.stderr)
print(found)
