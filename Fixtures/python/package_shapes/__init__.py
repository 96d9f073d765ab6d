"""Shapes: a package with submodules, relative imports and __all__."""

print("package_shapes is imported as", __name__)
from .circle import Circle
from . import square
from .square import Square as RenamedSquare

__all__ = ["Circle", "area_of", "nested"]
version = "1.0"
_hidden = "hidden"


def area_of(shape):
    return shape.area()


def __getattr__(name):
    if name == "lazy":
        return "made on demand"
    raise AttributeError(f"package_shapes has no {name}")
