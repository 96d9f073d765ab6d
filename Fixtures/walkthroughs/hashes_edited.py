"""How many of a store's keys does a catalogue know? Both sides go by the 64-bit FNV-1a hash of the name, as the store wrote it.

Prints the processor time of each round on standard error.
"""
import sys
import time

START, PRIME, MASK = (0xCBF29CE4, 0x84222325), 0x1B3, 0xFFFFFFFF


def fnv1a(name):
    # In two halves of 32 bits: a product of 64 and 40 bits is no small integer. The prime is 2**40 + 0x1B3.
    high, low = START
    for byte in name:
        low ^= byte
        product = low * PRIME
        high = high * PRIME + (low << 8) + (product >> 32) & MASK
        low = product & MASK
    return high << 32 | low


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
