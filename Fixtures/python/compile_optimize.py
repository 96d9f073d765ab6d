# The argument `optimize` of compile, and what is inherited by compiled code: assertions, __debug__, docstrings, futures.
from __future__ import annotations

source = '''
"""module"""
def f(x):
    "function"
    assert x > 0, "not positive"
    if __debug__:
        return "checked"
    return "trusted"
class C:
    "class"
    y = __debug__
    def m(self):
        """method"""
        assert False
'''
for optimize in -1, 0, 1, 2:
    namespace = {}
    exec(compile(source, "<source>", "exec", optimize=optimize), namespace)
    f, C = namespace["f"], namespace["C"]
    print(optimize, namespace.get("__doc__"), f.__doc__, C.__doc__, C.m.__doc__, C.y, f(1))
    for call in (lambda: f(-1)), C().m:
        try:
            print(call())
        except AssertionError as error:
            print("AssertionError", error)
    print(eval(compile("__debug__, not __debug__", "<source>", "eval", optimize=optimize)))

# Annotations stay text when the compiling code has asked for that, unless it says otherwise.
text = "def g(a: missing): pass\nprint(g.__annotations__)"
exec(text)
exec(compile(text, "<source>", "exec"))
try:
    exec(compile(text, "<source>", "exec", 0, True))
except NameError as error:
    print(error)
exec(compile(text, "<source>", "exec", annotations.compiler_flag, True))
code = compile(text, "<source>", "exec")
print(bool(code.co_flags & annotations.compiler_flag))

# Values of statements at the outer level are printed in interactive code, whatever statement they stand in.
single = "for i in range(3):\n  i\n  if i == 1: 'one'\n  def h(): 'silent'\n  h()\n"
exec(compile(single, "<source>", "single"))
exec(compile("None; 5; ''", "<source>", "single"))
