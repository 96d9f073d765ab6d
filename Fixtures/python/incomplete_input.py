# Sources that are still being typed: codeop, code.InteractiveConsole, and the flags of compile behind them.
import code
import codeop
import sys

sources = [
    "", "# only a comment", "x = 1", "x = (1,", "x = (1,\n2)", "if x:", "if x:\n  y", "if x:\n  y\n", "if x: y",
    "if x: y\n", "if x:\n  y\nelse:", "for i in range(3):\n  i\n  \n", "def f():", "def f():\n  pass\n  ",
    "def f():\n  return 1\n", "class A:\n  x = 1", "try:\n  x\n", "try:\n  x\nexcept E:\n  y\n", "@decorator",
    "@decorator\ndef f():\n  pass\n", "'''text", "'''text\nmore'''", "'text", "'text\\", "x = \\", "x = 1 +", "a b",
    "x = )", "lambda", "lambda x:", "[i for", "f(a,", "f(a b", "while 1:\n pass\n", "with a as b:", "match x:",
    "match x:\n  case 1:", "import", "from a import (", "return", "1 +\n", "if x\n", "else:", "  x", "del", "async def f():",
    "not", "print(1); print(2)", "x = 1\ny = 2", "f'{x", "{1:", "x[", "assert", "raise", "\\\n", "if 1:\n  if 2:\n    x\n",
]
for source in sources:
    for symbol in "single", "exec", "eval":
        try:
            result = codeop.compile_command(source, "<typed>", symbol)
            text = "incomplete" if result is None else "complete"
        except SyntaxError as error:
            text = f"{type(error).__name__} {error.msg}"
        print(symbol, repr(source), text)

# The console around it: prompts, values, tracebacks, `_`.
class Console(code.InteractiveConsole):
    def __init__(self, lines):
        super().__init__(locals={"__name__": "__console__"}, filename="<typed>")
        self.lines = iter(lines)

    def raw_input(self, prompt=""):
        try:
            line = next(self.lines)
        except StopIteration:
            raise EOFError from None
        print(prompt + line)
        return line

    def write(self, data):
        print("|", data, end="")


Console(
    ["x = 6", "x * 7", "def f(a):", "    return a + 1", "", "f(2)", "1 / 0", "for i in range(3): i", "", "if x:", "  'six'",
     "else:", "  'other'", "", "a b", "y = [1,", "2]", "y", "None", "from __future__ import annotations",
     "def g(a: undefined): pass", "", "g.__annotations__", "raise KeyError('k')"]
).interact(banner="banner", exitmsg="end")

# The flags themselves.
for flags in 0, 0x4000, 0x200, 0x4200:
    for source in "if 1:\n  2", "if 1:\n  2\n", "(":
        try:
            compile(source, "<typed>", "single", flags)
            print(flags, repr(source), "compiled")
        except SyntaxError as error:
            print(flags, repr(source), error.msg)
for flags, optimize in (1 << 30, -1), (0, 3), (0, -2):
    try:
        compile("1", "<typed>", "eval", flags, False, optimize)
    except ValueError as error:
        print(error)
