import sys

from . import version
from .nested import deep

print("main of the package", __name__, __package__, version, deep.where(), sys.argv[1:])
