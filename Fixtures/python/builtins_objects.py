# getattr, setattr, hasattr, delattr, vars, dir, globals, locals, type(), repr, print options, exec, eval, compile.
import sys


class Thing:
    kind = "class attribute"

    def __init__(self): self.value = 1
    def method(self): return self.value


t = Thing()
setattr(t, "extra", [1])
print(getattr(t, "value"), getattr(t, "missing", None), hasattr(t, "method"), hasattr(t, "nope"))
print(getattr(t, "method")(), vars(t), t.__dict__ is vars(t), "kind" in vars(Thing))
print(getattr(Thing, "kind"))
delattr(t, "extra")
print(vars(t), [n for n in dir(t) if not n.startswith("_")], "append" in dir([]))
print(sorted(n for n in dir(int) if n.startswith("bit")), len(dir(object)) > 20)
for action in (lambda: getattr(t, "zz"), lambda: delattr(t, "zz"), lambda: vars(5), lambda: getattr(t),
               lambda: setattr(t, 5, 1), lambda: hasattr(t, 5), lambda: type("A"), lambda: type("A", (5,), {}),
               lambda: type(1, (), {}), lambda: type("A", 5, {}), lambda: type(1, 2), lambda: vars(1, 2)):
    try:
        print(action())
    except (TypeError, AttributeError) as error:
        print(type(error).__name__, error)


def scope(a, b=2):
    c = a + b
    names = sorted(locals())
    return names, locals()["c"]


print(scope(1), "scope" in globals(), globals()["t"] is t, locals() is globals())
globals()["made"] = "by globals()"
print(made)
Made = type("Made", (Thing,), {"size": 3, "show": lambda self: (self.size, self.value)})
print(Made().show(), Made.__name__, Made.__bases__[0].__name__, type(Made).__name__)
print("a", 1, None, sep="-", end="!\n")
print("x", "y", sep="", file=sys.stdout)
print(*[1, 2], *"ab", sep=", ")
print()
print("no newline", end="")
print("", "lead", sep="\n")
print("flushed", flush=True)
for action in (lambda: print("a", sep=5), lambda: print("a", end=1), lambda: print("a", nope=1),
               lambda: print("a", file=5)):
    try:
        action()
    except (TypeError, AttributeError) as error:
        print(type(error).__name__, error)
print(eval("1 + 2 * x", {"x": 10}), eval("t.value + 1"), eval("[i for i in range(3)]"), eval(" 5 "))
print(eval("a + b", {"a": 1}, {"b": 2}), eval("(1,\n2)"))
exec("y = 5\nfor i in range(3):\n    y += i\nprint('exec', y)")
print(y, i)
space = {}
exec("def f(n):\n    return n * k\nk = 3", space)
print(space["f"](4), sorted(k for k in space if k != "__builtins__"))
code = compile("a * 2", "<text>", "eval")
print(eval(code, {"a": 21}), code.co_filename, type(code).__name__, compile("z = 1", "f.py", "exec").co_name)
single = compile("1 + 1", "<single>", "single")
exec(single)
exec("'shown'; None; [1]", {}) or exec(compile("'shown'\n", "s", "single"))


def local_exec():
    value = 1
    exec("value = 2")
    names = {}
    exec("value = 3", {}, names)
    return value, names, eval("value + 1")


print(local_exec())
for source in ("1 +", "x = 5", "def", "undefined_name", "1 / 0", "(", "'abc", "a b", "return 5", "yield", "*a",
               "lambda: (yield", "x = = 2", "5 = x", "f() = 1", "None = 1", "a, b += 1", "del f()", "for", "1x",
               "0777", "\"\\N{bad}\"", "import"):
    try:
        print(source, "->", eval(source))
    except SyntaxError as error:
        print(repr(source), "|", error.msg, error.lineno, error.offset)
    except (NameError, ZeroDivisionError, TypeError) as error:
        print(repr(source), "|", type(error).__name__, error)
print(repr(len), repr(print), repr(int), repr(type), repr(Thing), repr(None), repr([].append)[:41])
print(repr(sys)[:13], repr(ValueError), repr(NotImplemented), repr(scope).split(" at ")[0])
print(repr(t).split(" at ")[0], repr(t.method).split(" at ")[0], repr(lambda: 0).split(" at ")[0])
print(repr((x for x in [])).split(" at ")[0], repr(iter([])).split(" at ")[0])
print(repr(object()).split(" at ")[0], repr(Thing.method).split(" at ")[0], repr(str.upper))
print(repr(property()).split(" at ")[0], repr(super(Thing, t)).split(" at ")[0])
print(__name__, __builtins__.__name__ if hasattr(__builtins__, "__name__") else "dict")
print(__file__.rsplit("/", 1)[-1], __doc__, __spec__, __package__)
