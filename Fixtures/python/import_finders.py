# Finders on sys.meta_path before and behind importlib's own, their loaders, specs of all kinds of modules, archives on sys.path and
# packages without __init__.
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
import tempfile
import zipfile


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, modules):
        self.modules = modules
        self.asked = []

    def find_spec(self, name, path=None, target=None):
        self.asked.append(name)
        if name in self.modules:
            return importlib.util.spec_from_loader(name, self, is_package=self.modules[name] is None)

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        source = self.modules[module.__name__]
        if source is not None:
            exec(source, module.__dict__)


first = Finder({"made": "value = 1", "made_package": None, "made_package.part": "from . import other; value = other.value + 1",
                "made_package.other": "value = 40", "colorsys": "replaced = True", "broken": "1 / 0"})
sys.meta_path.insert(0, first)
last = Finder({"made": "value = 'last'", "behind": "value = 'behind'", "json": "value = 'never'"})
sys.meta_path.append(last)

import made
import made_package.part
import behind
import colorsys
import json
print(made.value, made_package.part.value, behind.value, colorsys.replaced, json.dumps([1]))
print(made.__spec__.loader is first, made.__loader__ is first, made_package.__path__, made_package.part.__package__)
print(type(made.__spec__).__name__, made.__spec__.name, behind in sys.modules.values())
print("json" in last.asked, "behind" in first.asked, "behind" in last.asked)
for name in ["absent", "made_package.absent", "made.absent", "broken"]:
    try:
        importlib.import_module(name)
    except Exception as error:
        print(type(error).__name__, error, getattr(error, "name", None), name in sys.modules)
sys.meta_path.remove(first)
sys.meta_path.remove(last)

# Specs of what the interpreter itself loads.
import sys as system
import textwrap
for module in [json, json.decoder, textwrap, system, importlib]:
    spec = module.__spec__
    print(spec.name, spec.parent, os.path.basename(spec.origin), spec.has_location, type(spec).__name__,
          spec.submodule_search_locations is not None)
print(type(json.__loader__).__name__, json.__loader__.name, textwrap.__loader__.get_filename() == textwrap.__file__)
print("def dedent" in textwrap.__loader__.get_source("textwrap"), json.__loader__.is_package("json"))
print(importlib.util.find_spec("json.encoder").name, importlib.util.find_spec("absent"))
print(importlib.machinery.PathFinder in sys.meta_path, importlib.machinery.BuiltinImporter in sys.meta_path)
print(importlib.machinery.ModuleSpec.__module__, importlib.machinery.SourceFileLoader.__module__)

with tempfile.TemporaryDirectory() as folder:
    archive = os.path.join(folder, "archive.zip")
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("zipped.py", "value = 'zipped'\ndef fail():\n    raise KeyError(value)\n")
        file.writestr("zipped_package/__init__.py", "from .inner import value\n")
        file.writestr("zipped_package/inner.py", "value = __name__\n")
        file.writestr("zipped_package/data.txt", "text")
    for half in "ab":
        os.makedirs(os.path.join(folder, half, "spread"))
        with open(os.path.join(folder, half, "spread", half + "_part.py"), "w") as file:
            file.write("value = %r\n" % half)
    sys.path[:0] = [archive, os.path.join(folder, "a"), os.path.join(folder, "b")]
    import zipped
    import zipped_package
    print(zipped.value, zipped_package.value, type(zipped.__loader__).__name__, zipped.__file__[len(folder):])
    print(zipped_package.__loader__.get_data(os.path.join(archive, "zipped_package/data.txt")))
    try:
        zipped.fail()
    except KeyError as error:
        print(repr(error), error.__traceback__.tb_next.tb_frame.f_code.co_filename[len(folder):])
    import spread.a_part
    import spread.b_part
    print(spread.a_part.value, spread.b_part.value, len(list(spread.__path__)), type(spread.__path__).__name__)
    print(spread.__spec__.origin, hasattr(spread, "__file__"))
    del sys.path[:3]

# importlib's classes work on their own too.
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "loose.py")
    with open(path, "w") as file:
        file.write("def f():\n    return __name__\n")
    spec = importlib.util.spec_from_file_location("loose.name", path)
    loose = importlib.util.module_from_spec(spec)
    print("loose.name" in sys.modules, hasattr(loose, "f"))
    spec.loader.exec_module(loose)
    print(loose.f(), loose.__file__ == path)
    sys.path.insert(0, folder)
    importlib.invalidate_caches()
    import loose
    first_module = loose
    with open(path, "w") as file:
        file.write("def f():\n    return 'again and longer'\n")
    print(importlib.reload(loose) is first_module, loose.f())
    sys.path.remove(folder)
