# Tracebacks of exception groups, nested and chained, and except* that leaves a rest.
import sys


def fail(kind, text):
    raise kind(text)


def collect(*actions):
    errors = []
    for action in actions:
        try:
            action()
        except Exception as error:
            errors.append(error)
    return ExceptionGroup("collected", errors)


group = ExceptionGroup("group", [ValueError("one"), ExceptionGroup("inner", [KeyError("two"), TypeError("three")])])
try:
    raise group
except ExceptionGroup:
    sys.excepthook(*sys.exc_info())
try:
    raise collect(lambda: fail(ValueError, "v"), lambda: fail(KeyError, "k"), lambda: 1 / 0) from OSError("cause")
except ExceptionGroup:
    sys.excepthook(*sys.exc_info())
try:
    raise ExceptionGroup("outer", [ValueError(1), ExceptionGroup("inner", [TypeError("t"), ValueError(2)])])
except* ValueError as part:
    print("values", [type(e).__name__ for e in part.exceptions], part.exceptions[1].exceptions)
except* TypeError as part:
    print("types", part.exceptions[0].exceptions)
else:
    print("never")
finally:
    print("finally")
group = ExceptionGroup("g", [ValueError(1), TypeError(2), ExceptionGroup("h", [ValueError(3)])])
print(group.split(ValueError), group.subgroup(lambda e: isinstance(e, TypeError)), group.derive([OSError()]))
for bad in (lambda: ExceptionGroup("empty", []), lambda: ExceptionGroup("x", [5]),
            lambda: ExceptionGroup(1, [ValueError()])):
    try:
        bad()
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
try:
    try:
        raise ValueError("plain")
    except* ValueError as wrapped:
        print(repr(wrapped))
        raise
except* OSError:
    print("never")
