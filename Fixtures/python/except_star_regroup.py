# What `except*` raises at its end: reraised parts keep their shape, new exceptions come into a group.
def show(error, indent=0):
    if isinstance(error, BaseExceptionGroup):
        print(" " * indent + type(error).__name__, repr(error.message))
        for member in error.exceptions:
            show(member, indent + 2)
    else:
        print(" " * indent + repr(error), repr(error.__context__)[:40])


def attempt(function):
    try:
        function()
    except BaseException as error:
        show(error)
        print("cause", repr(error.__cause__), "context", repr(error.__context__)[:50])


def group():
    return ExceptionGroup("outer", [ValueError(1), ExceptionGroup("inner", [TypeError(2), ValueError(3)]), KeyError(4)])


def reraise_all():
    try:
        raise group()
    except* ValueError:
        raise
    except* TypeError as e:
        raise


def reraise_some():
    try:
        raise group()
    except* ValueError as e:
        raise
    except* TypeError:
        pass


def replace():
    try:
        raise group()
    except* (ValueError, TypeError):
        raise SyntaxError("new")
    except* KeyError:
        pass


def replace_and_keep():
    try:
        raise group()
    except* TypeError:
        raise OSError("new") from None


def naked():
    try:
        raise ValueError("naked")
    except* ValueError as e:
        raise e


def naked_other():
    try:
        raise ValueError("naked")
    except* ValueError as e:
        raise KeyError("other") from e


for function in (reraise_all, reraise_some, replace, replace_and_keep, naked, naked_other):
    print("---", function.__name__)
    attempt(function)
eg = group()
for name in ("message", "exceptions"):
    try:
        setattr(eg, name, 1)
    except AttributeError as error:
        print("read-only", name)
print(ExceptionGroup[int], eg)


class Mine(ExceptionGroup):
    pass


try:
    Mine("m", [KeyboardInterrupt()])
except TypeError as error:
    print(error)
deep = ValueError(0)
for _ in range(2000):
    deep = ExceptionGroup("eg", [deep])
try:
    deep.split(ValueError)
    print("no")
except RecursionError as error:
    print(error)
try:
    deep.split(TypeError)
except RecursionError as error:
    print(error)
