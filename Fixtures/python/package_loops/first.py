print("first starts")
from package_loops import second

value = "first's value"
print("first ends", second.value)


def use(): return second.use_first()
