from . import outer_version
from .. import square
from ..square import Square


def where(): return __name__, outer_version, Square(2).area(), square.__name__
