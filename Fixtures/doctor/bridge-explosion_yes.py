# A loop that looks at twelve bits of each item: every item takes another way.
import time

BITS = [1 << bit for bit in range(12)]


def ways(values):
    a = b = c = 0
    for value in values:  # FINDING
        if value & 1: a += 1
        if value & 2: b += a
        if value & 4: c ^= b
        if value & 8: a -= c
        if value & 16: b += 3
        if value & 32: c += a & 7
        if value & 64: a ^= 5
        if value & 128: b -= c & 3
        if value & 256: c += 9
        if value & 512: a += b & 15
        if value & 1024: b ^= 2
        if value & 2048: c -= 1
        a &= 0xFFFF
        b &= 0xFFFF
        c &= 0xFFFF
    return a + b + c


state = 1
values = []
for _ in range(20000):
    state = (state * 1103515245 + 12345) & 0x7FFFFFFF
    values.append(state >> 8)
end = time.process_time() + 1.5
while time.process_time() < end:
    ways(values)
