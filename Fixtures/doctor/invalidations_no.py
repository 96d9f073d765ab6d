# The limit is an argument.
import time


def work(n, limit):
    t = 0
    for i in range(n):
        t = (t + i * limit ^ n) & 65535
    return t


end = time.process_time() + 0.6
count = 0
while time.process_time() < end:
    count += 1
    work(1000, count)
