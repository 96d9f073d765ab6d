# Abort storm: many loops, each with something that no recording can go on with (an exception raised and caught in every
# iteration, a loop that is left after a few turns), entered again and again. The argument scales the work.
import sys

scale = int(sys.argv[1]) if len(sys.argv) > 1 else 1

template = """
def raises_{n}(limit):
    caught = 0
    for i in range(limit):
        try:
            if i % 2:
                raise ValueError(i)
            caught += {n}
        except ValueError as error:
            caught += error.args[0] % 3
    return caught

def leaves_{n}(limit):
    for i in range(limit):
        if i == 3:
            return i + {n}
    return 0
"""

functions = []
for n in range(40):
    space = {}
    exec(template.format(n=n), space)
    functions.append((space["raises_%d" % n], space["leaves_%d" % n]))

total = 0
for turn in range(6 * scale):
    for raises, leaves in functions:
        total += raises(40)
        for _ in range(20):
            total += leaves(10)
print(total)
