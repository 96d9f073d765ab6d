# classes derived from the type of modules: name and namespace, attributes, __getattr__, in sys.modules
import sys
from types import ModuleType


class Plain(ModuleType):
    pass


class Lazy(ModuleType):
    """Makes attributes when they are asked for."""
    known = {"three": 3}

    def __getattr__(self, name):
        if name in self.known:
            return self.known[name]
        raise AttributeError("nothing called " + name)


plain, lazy = Plain("plain_module"), Lazy("lazy_module", "about it")
print(plain.__name__, plain.__doc__, lazy.__name__, lazy.__doc__, lazy.three, type(lazy).__name__)
plain.x, lazy.x = 1, 2
print(plain.x, lazy.x, hasattr(plain, "y"), hasattr(lazy, "y"), hasattr(lazy, "__name__"), lazy.__spec__)
for attempt in [lambda: plain.y, lambda: lazy.y]:
    try:
        attempt()
    except AttributeError as error:
        print(error)
sys.modules[lazy.__name__] = lazy
import lazy_module
from lazy_module import three, x
print(lazy_module is lazy, three, x)
lazy.__name__ = "renamed"
del lazy.x
print(lazy.__name__, hasattr(lazy, "x"))
