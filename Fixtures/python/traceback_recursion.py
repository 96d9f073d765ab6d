# A runaway recursion, uncaught: the repeated lines are folded.
def down(n):
    return down(n + 1)


print("start")
try:
    down(0)
except RecursionError as error:
    print(type(error).__name__, error)


def even(n):
    return odd(n + 1)


def odd(n):
    return even(n + 1)


class Loop:
    def __repr__(self):
        return repr([self])


try:
    even(0)
except RecursionError as error:
    print(error)
try:
    repr(Loop())
except RecursionError as error:
    print("repr", type(error).__name__)
print("still alive")


def limited(n):
    if n == 0:
        raise KeyError("bottom")
    return limited(n - 1)


limited(8)
