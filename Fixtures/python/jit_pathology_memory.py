# A working set that does not fit the memory for machine code: hundreds of hot loops in turn. Under PitViper the limit is set to 64
# KiB. The argument scales the work.
import sys

scale = int(sys.argv[1]) if len(sys.argv) > 1 else 1

try:
    from pitviper import jit
    jit.set_parameter("code-limit", 64)
except ImportError:
    pass

template = """
def work_{n}(count, start):
    total = start
    for i in range(count):
        total = (total * {m} + i) % 10007
        if total & 1:
            total += {n}
        else:
            total -= i & 15
    return total
"""

functions = []
for n in range(300):
    space = {}
    exec(template.format(n=n, m=n % 17 + 2), space)
    functions.append(space["work_%d" % n])

total = 0
for turn in range(5 * scale):
    for function in functions:
        total += function(100, turn)
print(total)
