# try, except, else, finally in every order; returns, breaks and continues through finally.
def flow(action):
    log = []
    try:
        log.append("try")
        if action == "value":
            raise ValueError("v")
        if action == "key":
            raise KeyError("k")
        if action == "other":
            raise RuntimeError("r")
        if action == "return":
            return log
    except ValueError as error:
        log.append(f"value {error}")
    except (KeyError, IndexError) as error:
        log.append(f"key {error}")
    else:
        log.append("else")
    finally:
        log.append("finally")
    log.append("after")
    return log


for action in ("none", "value", "key", "return"):
    print(action, flow(action))
try:
    flow("other")
except RuntimeError as error:
    print("escaped", error)


def overriding():
    try:
        return "try"
    finally:
        return "finally"


def swallowing():
    for i in range(3):
        try:
            raise ValueError
        finally:
            break
    return "swallowed at", i


def continuing():
    seen = []
    for i in range(5):
        try:
            if i % 2:
                continue
            seen.append(i)
        finally:
            seen.append(-i)
    return seen


def nested():
    log = []
    try:
        try:
            raise KeyError("inner")
        finally:
            log.append("inner finally")
    except KeyError:
        log.append("caught")
        try:
            raise ValueError("second")
        except ValueError:
            log.append("second caught")
    finally:
        log.append("outer finally")
    return log


def in_else():
    try:
        pass
    except Exception:
        return "never"
    else:
        try:
            raise TypeError("from else")
        except TypeError as error:
            return str(error)


def value_kept():
    x = 1
    try:
        return x
    finally:
        x = 2


def while_finally():
    n = 0
    while True:
        try:
            n += 1
            if n == 3:
                return n
        finally:
            if n < 3:
                continue
    return "never"


print(overriding(), swallowing(), continuing(), nested(), in_else(), value_kept(), while_finally())


def name_deleted():
    error = "before"
    try:
        raise ValueError("x")
    except ValueError as error:
        pass
    try:
        return error
    except UnboundLocalError as unbound:
        return str(unbound)


print(name_deleted())


def which(exception):
    try:
        raise exception
    except ArithmeticError:
        return "arithmetic"
    except LookupError:
        return "lookup"
    except OSError:
        return "os"
    except Exception as e:
        return type(e).__name__
    except BaseException as e:
        return "base " + type(e).__name__


for item in (ZeroDivisionError(), OverflowError, IndexError("i"), KeyError, FileNotFoundError, StopIteration,
             KeyboardInterrupt, SystemExit(3), GeneratorExit, UnicodeError, NotImplementedError):
    print(which(item), end=" ")
print()
for bad in ("text", 5, int, None):
    try:
        raise bad
    except TypeError as error:
        print(error)
try:
    try:
        1 / 0
    except "not a class":
        pass
except TypeError as error:
    print(error)


def kinds():
    return ValueError, KeyError


try:
    {}["q"]
except kinds() as error:
    print(repr(error))
