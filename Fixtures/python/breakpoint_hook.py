# breakpoint() calls what sys.breakpointhook or PYTHONBREAKPOINT say.
import os
import sys
import warnings


def hook(*arguments, **named):
    print("hook", arguments, named)
    return "back"


sys.breakpointhook = hook
print(breakpoint(1, two=2))
sys.breakpointhook = sys.__breakpointhook__
os.environ["PYTHONBREAKPOINT"] = "0"
print(breakpoint(1))
os.environ["PYTHONBREAKPOINT"] = "os.path.join"
print(breakpoint("a", "b"))
os.environ["PYTHONBREAKPOINT"] = "len"
print(breakpoint([1, 2]))
for name in ("no.such.thing", "os.no_such_name", ".x", "x."):
    os.environ["PYTHONBREAKPOINT"] = name
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        print(breakpoint(), [(item.category.__name__, str(item.message)) for item in seen])
del sys.breakpointhook
try:
    breakpoint()
except RuntimeError as error:
    print(error)
