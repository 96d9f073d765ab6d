"""The same work in each iteration; in the planted version more after every twelfth, so that no steady state is reached."""
STEPS, RISE = 200_000, 0
calls = 0


def work(steps):
    total = 0
    for i in range(steps):
        total = (total * 3 + i) & 0xFFFF
    return total


def run():
    global calls
    calls += 1
    return work(int(STEPS * (1 + calls // 12 * RISE)))
