"""The same work in each iteration; the planted version doubles it after every twentieth: no steady state is reached."""
STEPS, RISE = 800_000, 1
calls = 0


def work(steps):
    total = 0
    for i in range(steps):
        total = (total * 3 + i) & 0xFFFF
    return total


def run():
    global calls
    calls += 1
    return work(STEPS * RISE ** (calls // 20))
