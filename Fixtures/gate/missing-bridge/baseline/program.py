"""Two ways through a loop. In the planted version the second one cannot be recorded: no bridge takes its guard's place."""
VALUES = [(i * 7919) & 1023 for i in range(20_000)]


def walk(values):
    total = 0
    for value in values:
        if value & 3:  # blamed
            total = total + value
        else:
            first = value
            total = total ^ first
    return total


def run():
    return walk(VALUES) + walk(VALUES)
