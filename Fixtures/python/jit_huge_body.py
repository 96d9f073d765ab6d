# A loop body of thousands of lines, a function with hundreds of variables, one expression of many terms, long branches.
lines = ["def huge(n):", "    a = b = c = 1", "    for i in range(n):"]
for k in range(2500):
    lines.append("        a = (a * %d + b) %% 10007" % (k % 13 + 2) if k % 3 == 0 else
                 "        b = b ^ (a + %d)" % k if k % 3 == 1 else
                 "        if c > %d: c -= a %% 5" % (k * 2) if k % 12 == 2 else
                 "        c += i & %d" % k)
lines.append("    return a, b, c")
space = {}
exec("\n".join(lines), space)
print(space["huge"](120))

names = ["v%d" % k for k in range(220)]
lines = ["def many(n):"] + ["    %s = %d" % (name, k) for k, name in enumerate(names)]
lines.append("    for i in range(n):")
for k, name in enumerate(names):
    lines.append("        %s += %s & 7" % (name, names[(k * 31 + 1) % len(names)]))
lines.append("    return " + " + ".join(names))
exec("\n".join(lines), space)
print(space["many"](200))

terms = " + ".join("i * %d %% 7" % (k % 11 + 1) for k in range(200))
exec("def terms(n):\n    t = 0\n    for i in range(n):\n        t += %s\n    return t" % terms, space)
print(space["terms"](250))

lines = ["def branches(n):", "    t = 0", "    for i in range(n):", "        k = i * 7919 % 150"]
for k in range(150):
    lines.append("        %s k == %d: t += %d" % ("if" if k == 0 else "elif", k, k * k))
lines += ["        else: t = -1", "    return t"]
exec("\n".join(lines), space)
print(space["branches"](900))

calls = "\n".join("def call%d(x): return %s" % (k, "call%d(x + 1)" % (k - 1) if k else "x") for k in range(60))
exec(calls + "\ndef chain(n):\n    t = 0\n    for i in range(n): t += call59(i)\n    return t", space)
print(space["chain"](300))

nested = "def nested(n):\n    t = 0\n"
for k in range(12):
    nested += "    " * (k + 1) + "for i%d in range(%s):\n" % (k, "n" if k == 0 else "2" if k % 4 == 1 else "1")
nested += "    " * 13 + "t += i0 + i1 + i5 + i9\n    return t"
exec(nested, space)
print(space["nested"](100))

arguments = ", ".join("a%d" % k for k in range(100))
exec("def wide(%s): return %s\ndef use(n):\n    t = 0\n    for i in range(n): t += wide(%s)\n    return t" % (
    arguments, arguments.replace(", ", " + "), ", ".join("i + %d" % k for k in range(100))), space)
print(space["use"](200))
