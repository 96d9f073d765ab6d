"""A loop of integers and floats; the planted version has more to do in each iteration."""
STEPS = 3_200_000


def run():
    total = 0.0
    for i in range(STEPS):
        total = total + (i & 63) * 0.5
        if total > 1e6:
            total = total - 1e6
    return total
