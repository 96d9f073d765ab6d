# A SystemExit inside a generator, in a class body, in a comprehension; a failing print to a closed file.
import io
import sys


def generator():
    try:
        yield 1
        sys.exit("inside")
    finally:
        print("generator finally")


try:
    list(generator())
except SystemExit as error:
    print(error.code)
try:
    [sys.exit(i) for i in range(3)]
except SystemExit as error:
    print(error.code)
try:
    class Body:
        sys.exit("class")
except SystemExit as error:
    print(error.code)
closed = io.StringIO()
closed.close()
try:
    print("x", file=closed)
except ValueError as error:
    print(error)


def swallow():
    while True:
        try:
            return "returned"
        finally:
            break
    return "after break"


def replace():
    try:
        raise ValueError("lost")
    finally:
        return "no exception leaves"


def order():
    log = []
    try:
        try:
            log.append(1)
            raise KeyError
        except KeyError:
            log.append(2)
            raise ValueError
        finally:
            log.append(3)
    except ValueError as error:
        log.append((4, type(error.__context__).__name__))
    return log


print(swallow(), replace(), order())


def loops():
    out = []
    for i in range(4):
        try:
            if i == 1:
                continue
            if i == 3:
                break
            out.append(("body", i))
        except ValueError:
            pass
        else:
            out.append(("else", i))
        finally:
            out.append(("finally", i))
    else:
        out.append("no break")
    return out


print(loops())
try:
    raise ValueError("x")
except ValueError as e:
    kept = e
print("e" in globals(), kept, kept.__traceback__.tb_lineno)
