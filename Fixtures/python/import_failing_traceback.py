# A traceback that goes through an imported module.
print("importing")
import package_loops.broken
