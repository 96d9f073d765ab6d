# SystemExit forms: the last one sets the exit status; those before are caught.
import sys

for code in (None, 0, 3, "text", 2.5, (1, 2)):
    try:
        sys.exit(code)
    except SystemExit as error:
        print(repr(error), repr(error.code), error.args)
try:
    raise SystemExit
except SystemExit as error:
    print(repr(error.code))
try:
    exit(4)
except SystemExit as error:
    print(error.code)
try:
    try:
        sys.exit(1)
    except Exception:
        print("SystemExit is not an Exception")
    finally:
        print("finally runs")
except BaseException as error:
    print(type(error).__mro__[1].__name__)
try:
    sys.exit(1, 2)
except TypeError as error:
    print(error)


def cleanup():
    try:
        sys.exit(42)
    finally:
        print("leaving")


cleanup()
print("never")
