# A balanced tree is not deep.
import time


def nodes(depth):
    if depth == 0:
        return 1
    return 1 + nodes(depth - 1) + nodes(depth - 1)


end = time.process_time() + 0.6
while time.process_time() < end:
    nodes(14)
