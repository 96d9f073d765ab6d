"""Exceptions raised and caught inside hot loops: handlers, contexts, tracebacks and cleanup as without a trace."""
import sys
import traceback


class Refused(Exception):
    def __init__(self, reason, value):
        super().__init__(reason)
        self.value = value


class Worse(Refused):
    pass


def check(value):
    if value % 7 == 0:
        raise Refused("seven", value)
    if value % 11 == 0:
        raise Worse("eleven", value)
    return value


def lines(error):
    """The traceback as function names and lines relative to the function's first."""
    return [(f.name, f.lineno) for f in traceback.extract_tb(error.__traceback__)]


def classes(n):
    accepted = refused = worse = 0
    for i in range(n):
        try:
            accepted += check(i)
        except Worse as error:
            worse += error.value
        except Refused as error:
            refused += error.value
            assert error.args == ("seven",)
        else:
            accepted += 1
    return accepted, refused, worse


def middle(i):
    return check(i) + 1


def kept(n):
    errors = []
    for i in range(n):
        try:
            middle(i)
        except (KeyError, Refused) as error:
            errors.append(error)
    shown = {tuple(lines(e)) for e in errors}
    return len(errors), sorted(shown), sorted({type(e).__name__ for e in errors}), {e.__context__ for e in errors}


def contexts(n):
    pairs = []
    for i in range(n):
        try:
            try:
                check(i * 7)
            except Refused as first:
                raise ValueError(i) from (first if i % 2 else None)
        except ValueError as second:
            pairs.append((second.__context__.value, second.__cause__ is second.__context__,
                          second.__suppress_context__, len(lines(second)), len(lines(second.__context__))))
        assert sys.exc_info() == (None, None, None)
    return pairs[-2:], len(set(p[1:] for p in pairs))


def implicit(n):
    found = []
    for i in range(n):
        try:
            try:
                {}[i]
            except KeyError:
                [][i]
        except IndexError as error:
            found.append((str(error), repr(error.__context__), error.__cause__))
    return found[-1], len(found)


def again(n):
    total = 0
    for i in range(n):
        try:
            try:
                raise Refused("again", i)
            except Refused:
                total += 1
                raise
        except Refused as error:
            total += error.value
            depth = len(lines(error))
    return total, depth


def cleanup(n):
    log = 0
    for i in range(n):
        try:
            try:
                check(i)
            finally:
                log += 1
        except Refused:
            log += 1000
    return log


class Manager:
    def __init__(self):
        self.seen = []

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if kind is not None:
            self.seen.append((kind.__name__, error.value, trace.tb_lineno - Manager.line))
        return kind is Worse


def managed(n):
    manager = Manager()
    caught = 0
    for i in range(n):
        try:
            with manager as m:
                check(i)
                m.last = i
        except Refused as error:
            caught += error.value
    return caught, len(manager.seen), manager.seen[-2:], manager.last


def missing(n):
    table = {i: i for i in range(0, n, 2)}
    absent = []
    total = 0
    for i in range(n):
        try:
            total += table[i]
        except KeyError as error:
            absent.append(error.args[0])
    return total, len(absent), absent[-1]


def numbers(n):
    total = failed = 0
    for i in range(n):
        try:
            total += int(("12", "x", "7", "")[i % 4])
        except ValueError as error:
            failed += len(str(error))
    return total, failed


def indexes(n):
    items = list(range(10))
    total = failed = 0
    for i in range(n):
        try:
            total += items[i % 14] + (1, 2, 3)[i % 4]
        except IndexError as error:
            failed += len(str(error))
    return total, failed


def uncaught(n):
    total = 0
    for i in range(n):
        if i == n - 1:
            check(77)
        try:
            total += check(i)
        except Refused:
            total -= 1
    return total


def generated(n):
    def source():
        for i in range(n):
            try:
                yield check(i)
            except ValueError:
                yield -1
            except Refused as error:
                yield error.value
    return sum(source())


def failing(n):
    def source(stop):
        for i in range(10):
            if i == stop:
                raise Refused("stop", i)
            yield i
    total = 0
    for i in range(n):
        try:
            for x in source(i % 12):
                total += x
        except Refused as error:
            total += 100 * error.value
    return total


def descend(value, depth):
    if depth == 0:
        return check(value)
    try:
        return descend(value, depth - 1)
    finally:
        descend.unwound += 1


def recursive(n):
    descend.unwound = deep = 0
    for i in range(n):
        try:
            deep += descend(i, 4)
        except Refused as error:
            deep -= len(lines(error))
    return deep, descend.unwound


def plain(n):
    count = 0
    for i in range(n):
        try:
            if i % 3 == 0:
                raise ValueError
            if i % 3 == 1:
                raise KeyError(i, "more")
            assert i % 2, "even"
        except ValueError as error:
            count += len(error.args) + 1
        except LookupError as error:
            count += len(error.args)
        except AssertionError as error:
            count += len(str(error))
    return count


def nested_handlers(n):
    states = []
    for i in range(n):
        try:
            raise KeyError(i)
        except KeyError:
            outer = sys.exc_info()[1]
            try:
                raise ValueError(i)
            except ValueError:
                inner = sys.exc_info()[1]
            after = sys.exc_info()[1]
        states.append((after is outer, inner.__context__ is outer, sys.exc_info()[1]))
    return len(set(states)), states[0]


def attributes(n):
    class Bare:
        pass
    bare = Bare()
    total = 0
    for i in range(n):
        if i % 5 == 0:
            bare.x = i
        try:
            total += bare.x
        except AttributeError as error:
            total -= len(error.name)
        if i % 5 == 2:
            del bare.x
    return total


def divisions(n):
    total = 0
    for i in range(n):
        try:
            total += 100 // (i % 3)
        except ZeroDivisionError as error:
            total += len(str(error))
    return total


Manager.line = managed.__code__.co_firstlineno
N = 400
for function in (classes, kept, contexts, implicit, again, cleanup, managed, missing, numbers, indexes, generated,
                 failing, recursive, plain, nested_handlers, attributes, divisions):
    print(function.__name__, function(N))
try:
    uncaught(N)
except Worse as error:
    print("uncaught", lines(error))
except Refused as error:
    print("uncaught", error.value, lines(error))
