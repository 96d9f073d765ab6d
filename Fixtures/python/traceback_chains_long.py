# Chains of several exceptions: causes, contexts, suppression, cycles, re-raising in handlers.
import sys


def first():
    raise KeyError("first")


def second():
    try:
        first()
    except KeyError as error:
        raise ValueError("second") from error


def third():
    try:
        second()
    except ValueError:
        raise TypeError("third")


def suppressed():
    try:
        third()
    except TypeError:
        raise RuntimeError("only this") from None


def cause_and_context():
    try:
        first()
    except KeyError:
        raise ValueError("has both") from OSError("made up cause")


def same_again():
    try:
        first()
    except KeyError as error:
        raise error


def new_in_finally():
    try:
        first()
    finally:
        raise IndexError("from finally")


def loop():
    a, b = ValueError("a"), ValueError("b")
    a.__cause__, b.__cause__ = b, a
    raise a


def nested_handlers():
    try:
        first()
    except KeyError:
        try:
            raise ValueError("inner")
        except ValueError:
            pass
        raise LookupError("after an inner handler")


for function in (second, third, suppressed, cause_and_context, same_again, new_in_finally, loop, nested_handlers):
    try:
        function()
    except Exception:
        sys.excepthook(*sys.exc_info())
        print("-" * 20, file=sys.stderr)
try:
    third()
except TypeError as error:
    chain = []
    while error is not None:
        chain.append(type(error).__name__)
        error = error.__cause__ or error.__context__
    print(chain)
import traceback

try:
    second()
except ValueError as error:
    print(traceback.format_exception_only(error), [frame.name for frame in traceback.extract_tb(error.__traceback__)])
    print(traceback.format_exc().replace(__file__, "FILE"))
third()
