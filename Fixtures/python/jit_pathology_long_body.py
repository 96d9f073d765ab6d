# A loop body of 10,000 lines, run a few hundred times. The argument scales the work.
import sys

scale = int(sys.argv[1]) if len(sys.argv) > 1 else 1

lines = ["def work(count):", "    a = 1", "    b = 2", "    for i in range(count):"]
for n in range(10000):
    if n % 100 == 99:
        lines.append("        if a > %d: a = a - b" % (n * 10))
    elif n % 3:
        lines.append("        a = (a + %d) %% 100003" % n)
    else:
        lines.append("        b = (b ^ %d) + a %% 7" % n)
lines.append("    return a, b")
space = {}
exec("\n".join(lines), space)
print(space["work"](60 * scale))
