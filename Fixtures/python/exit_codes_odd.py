# sys.exit with odd values, in nested functions, with finally and atexit; the status of the last one.
import atexit
import sys

atexit.register(print, "at exit: first registered")


@atexit.register
def last():
    print("at exit: last registered runs first")


for value in (True, False, -1, 256, 2 ** 40, "", [], 0.0, b"x"):
    try:
        sys.exit(value)
    except SystemExit as error:
        print(repr(error.code))
try:
    raise SystemExit("a text")
except SystemExit as error:
    print(error, error.code)


class Special(SystemExit):
    pass


def leave():
    try:
        raise Special(7)
    except ValueError:
        print("never")
    finally:
        print("finally")


leave()
