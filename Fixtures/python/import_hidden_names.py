# Files beside a script that are called like modules which CPython holds in its program do not hide these.
import sys
import tempfile

names = ["abc", "codecs", "io", "_collections_abc", "genericpath", "posixpath", "os", "stat", "runpy", "ntpath"]
with tempfile.TemporaryDirectory() as folder:
    for name in names + ["colorsys"]:
        with open(folder + "/" + name + ".py", "w") as file:
            file.write("mark = 'from the folder'\n")
    sys.path.insert(0, folder)
    for name in names:
        sys.modules.pop(name, None)
        module = __import__(name)
        print(name, getattr(module, "mark", "the library's"))
    import colorsys
    print("colorsys", colorsys.mark)
    sys.path.remove(folder)
    import os
