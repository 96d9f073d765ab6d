# The same with slices.
import time


def lengths(rows):
    total = 0
    for row in rows:
        first, rest = row[0], row[1:]
        total += len(rest)
    return total


rows = [(1, 2, 3, 4)] * 2000
end = time.process_time() + 0.6
while time.process_time() < end:
    lengths(rows)
