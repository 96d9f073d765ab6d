# A hash of 64 bits: a product of 64 and 40 bits is an object, made anew for each byte.
import time

START, PRIME, MASK = 0xCBF29CE484222325, 0x100000001B3, 0xFFFFFFFFFFFFFFFF


def fnv1a(name):
    hash = START
    for byte in name:
        hash = (hash ^ byte) * PRIME & MASK  # FINDING
    return hash


names = [b"/data/%d/part-%05d.parquet" % (number % 17, number) for number in range(200)]
end = time.process_time() + 0.6
while time.process_time() < end:
    for name in names:
        fnv1a(name)
