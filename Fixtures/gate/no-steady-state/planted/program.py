"""The same work in each iteration; in the planted version each has a little more, so that no steady state is reached."""
STEPS, MORE = 200_000, 4_000
calls = 0


def work(steps):
    total = 0
    for i in range(steps):
        total = (total * 3 + i) & 0xFFFF
    return total


def run():
    global calls
    calls += 1
    return work(STEPS + MORE * calls)
