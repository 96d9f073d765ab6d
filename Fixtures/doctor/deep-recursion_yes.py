# A list as a chain, walked by recursion.
import time


def length(chain):  # FINDING
    if chain is None:
        return 0
    return 1 + length(chain[1])


chain = None
for number in range(800):
    chain = (number, chain)
end = time.process_time() + 1.0
while time.process_time() < end:
    length(chain)
