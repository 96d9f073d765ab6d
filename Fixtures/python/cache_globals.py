# Globals and builtins that change under hot code: writes, deletes, shadowing, other modules, exec, globals().
counter = 0


def bump():
    global counter
    counter += 1
    return counter


for _ in range(100):
    bump()
print(counter)
globals()["counter"] = 1000
print(bump())
exec("counter = 5")
print(bump(), counter)


def read_late(): return late


for attempt in range(3):
    try:
        print(read_late())
    except NameError as error:
        print(error)
    if attempt == 0:
        late = "now defined"
    if attempt == 1:
        del late


def size(x): return len(x)


results = []
for i in range(40):
    if i == 10:
        len = lambda x: "shadowed"
    if i == 20:
        del len
    if i == 30:
        import builtins
        saved = builtins.len
        builtins.len = lambda x: "patched"
    results.append(size([1]))
builtins.len = saved
print(results[9], results[10], results[19], results[20], results[29], results[30], size("abc"))


def make(n):
    def get(): return n, factor
    return get


factor = 2
getters = [make(i) for i in range(3)]
print([g() for g in getters])
factor = "changed"
print([g() for g in getters])
module = type(builtins)("made")
exec("x = 1\ndef get(): return x\ndef set(v):\n    global x\n    x = v", module.__dict__)
print(module.get(), module.x)
module.x = 2
print(module.get())
module.set(3)
print(module.x, module.get(), "x" in globals())
del module.x
try:
    module.get()
except NameError as error:
    print(error)
module.__dict__["x"] = 4
print(module.get(), vars(module)["x"], sorted(k for k in vars(module) if not k.startswith("__")))
import math


def use_math(): return math.floor(2.7)


print(use_math())
math.floor = lambda v: "patched floor"
print(use_math())
math = type(builtins)("fake")
math.floor = lambda v: "fake module"
print(use_math())
del math
try:
    use_math()
except NameError as error:
    print(error)
space = {"a": 1}
code = compile("a = a + 1\nb = [a for _ in range(2)]\ndef f(): return a", "<s>", "exec")
for _ in range(5):
    exec(code, space)
print(space["a"], space["b"], space["f"]())
space["a"] = "direct"
print(space["f"]())
names = {}
exec("y = 1\nz = y + 1", {"__builtins__": {}}, names)
print(names)
try:
    exec("len([])", {"__builtins__": {}})
except NameError as error:
    print(error)
print(eval("len(x)", {"x": [1, 2], "__builtins__": {"len": lambda v: "own builtins"}}))


class Space(dict):
    def __missing__(self, key): return "missing " + key


print(eval("anything", {}, Space()), eval("len([1])", {}, {}))
for name in ("g1", "g2", "g3"):
    globals()[name] = name * 2
print(g1, g2, g3)
for i in range(200):
    globals()[f"many_{i}"] = i
print(sum(globals()[f"many_{i}"] for i in range(200)), many_199)
for i in range(200):
    del globals()[f"many_{i}"]
print("many_5" in globals(), counter)
