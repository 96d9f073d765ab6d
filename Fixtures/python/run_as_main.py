# __name__, __file__ and argv of the main program; a package's __main__ through runpy.
import runpy
import sys

print(__name__, __file__.rsplit("/", 1)[-1], sys.argv)
if __name__ == "__main__":
    print("main program")
sys.argv[1:] = ["extra"]
runpy.run_module("package_shapes", run_name="__main__", alter_sys=True)
space = runpy.run_path("package_shapes/constants.py", {"given": 1})
print(space["PI"], space["__name__"], space["given"])
