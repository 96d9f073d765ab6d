# The same figures without branches.
import time


def ways(values):
    a = b = c = 0
    for value in values:
        a = (a + (value & 1) - (c & (value >> 3))) & 0xFFFF
        b = (b + (a & (value >> 1))) & 0xFFFF
        c = (c ^ (b & (value >> 2))) & 0xFFFF
    return a + b + c


values = [number * 2654435761 & 0xFFFFF for number in range(20000)]
end = time.process_time() + 0.6
while time.process_time() < end:
    ways(values)
