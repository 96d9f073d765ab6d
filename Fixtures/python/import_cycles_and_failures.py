# Circular imports, modules that fail, modules imported once, reload, sys.modules.
import sys

import package_loops.first

print(package_loops.first.use())
import package_loops.counted
import package_loops.counted as again
from package_loops import counted

print(again is counted, counted.runs)
for attempt in range(2):
    try:
        import package_loops.broken
    except RuntimeError as error:
        print(attempt, error, "package_loops.broken" in sys.modules)
try:
    import package_loops.bad_syntax
except SyntaxError as error:
    print(error.msg, error.filename.rsplit("/", 1)[-1], error.lineno, error.offset, error.text)
try:
    import package_loops.circular_a
except ImportError as error:
    print(str(error).split(" (/")[0])
sys.modules["invented"] = type(sys)("invented", "a made-up module")
sys.modules["invented"].x = 5
import invented

print(invented.x, invented, invented.__doc__)
sys.modules["blocked"] = None
try:
    import blocked
except ImportError as error:
    print(type(error).__name__, error)
del sys.modules["package_loops.counted"]
import package_loops.counted

print(package_loops.counted is counted)
import importlib

counted2 = importlib.reload(package_loops.counted)
print(counted2 is package_loops.counted, __name__, sys.modules["__main__"].__name__)
try:
    import math.nothing
except ImportError as error:
    print(type(error).__name__, error)
module = type(sys)("fresh")
exec("def f(): return y\ny = 10", module.__dict__)
print(module.f(), module.__name__, vars(module)["y"])
