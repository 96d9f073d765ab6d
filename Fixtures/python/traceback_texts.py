# The last line of a traceback: empty messages, several lines, notes, failing __str__, qualified names.
import sys


class Plain(Exception):
    pass


class NoText(Exception):
    def __str__(self):
        return ""


class BadText(Exception):
    def __str__(self):
        raise RuntimeError("no text")


class Outer:
    class Inner(Exception):
        pass


def local_class():
    class Local(Exception):
        pass
    return Local("from a function")


noted = ValueError("with notes")
noted.add_note("first note")
noted.add_note("second note\nof two lines")
for error in (Plain(), Plain("text"), Plain("two\nlines"), NoText("hidden"), BadText("x"), Outer.Inner("nested"),
              local_class(), noted, KeyError("key"), KeyError(), KeyError("a", 2), ValueError(1, 2),
              OSError(2, "msg", "file"), StopIteration(5), AssertionError(),
              UnicodeDecodeError("ascii", b"\xff", 0, 1, "reason"), Exception("é 日 😀"), SyntaxError("bare"),
              SyntaxError("full", ("f.py", 3, 5, "x = = 1\n")),
              SyntaxError("range", ("f.py", 1, 1, "  abc def\n", 1, 4)), ImportError("imp", name="n"),
              KeyboardInterrupt(), SystemExit(3), GeneratorExit("g"), RecursionError("r"),
              type("Dyn", (Exception,), {"__module__": "some.module"})("d"), NameError("n"), MemoryError()):
    try:
        raise error
    except BaseException:
        sys.excepthook(*sys.exc_info())
        print(type(error).__name__, file=sys.stderr)
