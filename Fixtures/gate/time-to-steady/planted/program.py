"""A cache that must be filled first: each of the first iterations does as much again. The planted version fills for longer."""
STEPS, FILLING = 1_600_000, 26
calls = 0


def work(steps):
    total = 0
    for i in range(steps):
        total = (total * 3 + i) & 0xFFFF
    return total


def run():
    global calls
    calls += 1
    result = work(STEPS)
    if calls <= FILLING:
        result += work(STEPS)
    return result
