# __cause__, __context__, bare raise, re-raising, custom exceptions, args.
class AppError(Exception):
    "Root of the application's errors."


class CodeError(AppError):
    def __init__(self, code, message="no message"):
        super().__init__(code, message)
        self.code = code

    def __str__(self): return f"[{self.code}] {self.args[1]}"


try:
    raise CodeError(7, "broken")
except AppError as error:
    print(error, repr(error), error.args, error.code)

try:
    try:
        1 / 0
    except ZeroDivisionError as inner:
        raise AppError("outer") from inner
except AppError as error:
    print(repr(error), repr(error.__cause__), repr(error.__context__), error.__suppress_context__)

try:
    try:
        {}["k"]
    except KeyError:
        raise AppError("implicit")
except AppError as error:
    print(repr(error.__cause__), repr(error.__context__), error.__suppress_context__)

try:
    try:
        {}["k"]
    except KeyError:
        raise AppError("hidden") from None
except AppError as error:
    print(repr(error.__cause__), repr(error.__context__), error.__suppress_context__)


def bare():
    try:
        int("x")
    except ValueError:
        try:
            raise
        except ValueError as again:
            return repr(again)


print(bare())
try:
    raise
except RuntimeError as error:
    print(error)


def helper():
    raise


try:
    try:
        [][1]
    except IndexError:
        helper()
except IndexError as error:
    print("re-raised by a function:", error)

try:
    raise ValueError from TypeError("made from instance")
except ValueError as error:
    print(repr(error.__cause__))
try:
    raise ValueError from KeyError
except ValueError as error:
    print(repr(error.__cause__))
try:
    raise ValueError from 5
except TypeError as error:
    print(error)

# The context is kept while handlers nest, and restored afterwards.
import sys

print(sys.exc_info())
try:
    raise ValueError("a")
except ValueError:
    print(repr(sys.exc_info()[1]))
    try:
        raise KeyError("b")
    except KeyError:
        print(repr(sys.exc_info()[1]), repr(sys.exc_info()[1].__context__))
    print(repr(sys.exc_info()[1]), sys.exc_info()[0].__name__)
print(sys.exc_info())

for error in (Exception(), Exception("one"), Exception("one", 2), KeyError("k"), KeyError(), OSError(2, "No such file"),
              OSError(2, "No such file", "name.txt"), FileNotFoundError("f"), StopIteration(5), SystemExit(3),
              UnicodeDecodeError("utf-8", b"ab\xff", 2, 3, "invalid start byte"), AttributeError("a")):
    print(type(error).__name__, "|", error, "|", repr(error), "|", error.args)
e = OSError(2, "text", "file")
print(e.errno, e.strerror, e.filename, type(e).__name__)
print(StopIteration(5).value, SystemExit(3).code, SystemExit().code)
e = ValueError("noted")
e.add_note("a note")
print(e.__notes__, e.with_traceback(None) is e)


class Callable(Exception):
    def __init__(self): pass


print(repr(Callable()), str(Callable()), Callable().args, Callable(*()).args)
