# One function, compiled once.
import time


def work(n):
    t = 0
    for i in range(n):
        t = (t + i * 3 ^ n) & 65535
    return t


end = time.process_time() + 1.5
while time.process_time() < end:
    work(1000)
