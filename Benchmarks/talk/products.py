"""`i * j % 7`, added up over ten million pairs: what is left of a loop that is nothing but numbers."""
SIZE, SMALL = 3162, 10
EXPECTED = 25704345


def run(n):
    total = 0
    for i in range(n):
        for j in range(n):
            total += i * j % 7
    return total
