# import in every form, of packages of one's own: relative imports, __all__, submodules, module attributes.
import sys

import package_shapes
import package_shapes.nested.deep as deep
from package_shapes import Circle, square as sq
from package_shapes.nested import outer_version

print(package_shapes.__name__, package_shapes.__doc__, package_shapes.version, package_shapes.__package__)
print(Circle(2).area(), sq.Square(3).area(), package_shapes.RenamedSquare is sq.Square, outer_version, deep.where())
print(package_shapes.circle.PI, package_shapes.constants.PI, package_shapes.nested.Circle is Circle)
print(sorted(name for name in sys.modules if name.startswith("package_")))
import package_shapes.circle

print(package_shapes.circle.Circle is Circle, package_shapes.lazy, package_shapes._hidden)
for action in (lambda: package_shapes.nope, lambda: package_shapes.circle.nope):
    try:
        action()
    except AttributeError as error:
        print(error)
space = {}
exec("from package_shapes import *", space)
print(sorted(name for name in space if not name.startswith("__")))
space = {}
exec("from package_shapes.square import *", space)
print(sorted(name for name in space if not name.startswith("__")))
exec("from math import *", space)
print(space["sqrt"](16), "pi" in space)
for statement in ("import package_shapes.missing", "from package_shapes import missing",
                  "from package_shapes.circle import Nope", "import nowhere", "import nowhere.sub",
                  "from nowhere import x", "import package_shapes.circle.deeper", "from . import x",
                  "from .x import y", "from package_shapes.nested import *; from .... import y",
                  "from package_shapes import circle as c, missing"):
    try:
        exec(statement, {"__name__": "__main__"})
    except ImportError as error:
        print(type(error).__name__, str(error).replace(sys.path[0], "PATH"), error.name)


def inside():
    import math as m
    from operator import add as plus, mul
    return m.floor(2.5), plus(1, 2), mul(3, 4)


print(inside(), "m" in globals(), __import__("math").sqrt(9))
print(__import__("package_shapes.nested").__name__)
print(__import__("package_shapes.nested", fromlist=["deep"]).__name__)
import importlib

print(importlib.import_module("package_shapes.constants").PI)
print(importlib.import_module(".circle", "package_shapes").__name__)
try:
    def f():
        exec("x = 1; import math as q; print(q.floor(1.5))")
    f()
    exec("def g():\n    from math import *")
except SyntaxError as error:
    print(error.msg)
print(package_shapes.__file__.endswith("package_shapes/__init__.py"))
print(package_shapes.__path__[0].endswith("package_shapes"), type(package_shapes).__name__)
print(repr(package_shapes).startswith("<module 'package_shapes' from"))
