"""A loop; in the planted version one of its statements cannot be recorded."""
STEPS = 20_000


def walk(steps):
    total = 0
    for i in range(steps):
        first = i
        total = (total + first) & 0xFFFF
    return total


def run():
    return walk(STEPS)
