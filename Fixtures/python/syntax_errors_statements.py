# Messages and places of syntax errors of statements and parameters, through compile().
programs = ["print 'x'", "exec 'x'", "if x = 1: pass", "while x = 1: pass", "for i in range(3) print(i)",
            "def f() return 1", "class C pass", "if True print(1)", "else: pass", "elif x: pass", "try: pass",
            "try:\n    pass\nx = 1", "except: pass", "finally: pass", "x = ", "x == ", "x = (1, 2", "x = [1, 2)",
            "x = {1: 2", "x = )", "f(a=1, 2)", "f(**a, *b)", "f(a=1, a=2)", "f(1=2)", "f(a.b=2)", "f(True=1)",
            "f(x for x in y, 1)", "def f(a=1, b): pass", "def f(*): pass", "def f(*, **k): pass",
            "def f(a, *b, *c): pass", "def f(**k, a): pass", "def f(a, /, b, /): pass", "def f(/): pass",
            "def f(*a, /): pass", "def f(1): pass", "def f(a, a): pass", "lambda x=1, y: x", "return 1", "yield 1",
            "await x", "async def f():\n    yield 1\n    return 2", "break", "continue", ]
for program in programs:
    try:
        compile(program, "<program>", "exec")
        print(repr(program), "compiles")
    except SyntaxError as error:
        print(repr(program), "|", type(error).__name__, error.msg, error.lineno, error.offset)
    except ValueError as error:
        print(repr(program), "|", type(error).__name__, error)
