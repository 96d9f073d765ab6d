print("second starts")
from package_loops import first

value = "second's value"
print("second sees", hasattr(first, "value"))


def use_first(): return first.value
