# Messages and places of syntax errors of assignment targets, unpacking and handlers, through compile().
programs = ["for x in y:\n    def f():\n        break", "class C:\n    return 1", "def f():\n    x = 1\n    global x",
            "nonlocal x", "def f():\n    nonlocal x", "import a.b as c.d", "from a import", "from a import *, b",
            "from . import *\nimport", "import a as b.c", "from x import (a, b", "def f():\n    from x import *",
            "1 = x", "'a' = x", "None = 1", "True = 1", "f() = 1", "a + b = c", "(a, 1) = x", "[a, f()] = x",
            "x += 1 += 2", "(a, b) += 1", "a = b += c", "del f()", "del 1", "del (a, 1)", "del *a", "x := 5",
            "(x.y := 5)", "f(x.y := 5)", "[x := 1 for x in y]", "for 1 in x: pass", "for f() in x: pass", ]
for program in programs:
    try:
        compile(program, "<program>", "exec")
        print(repr(program), "compiles")
    except SyntaxError as error:
        print(repr(program), "|", type(error).__name__, error.msg, error.lineno, error.offset)
    except ValueError as error:
        print(repr(program), "|", type(error).__name__, error)
