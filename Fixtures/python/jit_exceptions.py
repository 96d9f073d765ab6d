# Exceptions raised and caught inside hot loops, across inlined frames, with finally, else, from, context and line numbers.
import sys


def places(error):
    trace, lines = error.__traceback__, []
    while trace is not None:
        lines.append((trace.tb_frame.f_code.co_name, trace.tb_lineno))
        trace = trace.tb_next
    return lines


def divide(a, b):
    return a // b


def local(n):
    total = zero = 0
    for i in range(n):
        try:
            total += divide(1000, i % 5)
        except ZeroDivisionError:
            zero += 1
        else:
            total += 1
        finally:
            total += 2
    return total, zero


def deep(k):
    if k == 0:
        raise KeyError("bottom")
    return deep(k - 1) + 1


def across(n):
    seen = []
    for i in range(n):
        try:
            deep(i % 4)
        except KeyError as error:
            if i % 100 == 99:
                seen.append(places(error))
    return seen


class Problem(Exception):
    def __init__(self, code):
        super().__init__("code %d" % code)
        self.code = code


def chained(n):
    causes = {}
    for i in range(n):
        try:
            try:
                if i % 3 == 0:
                    raise Problem(i)
                if i % 3 == 1:
                    [][i]
                int("x%d" % (i % 2))
            except Problem as p:
                raise ValueError("from") from p
            except IndexError:
                raise ValueError("during")
        except ValueError as error:
            key = (type(error.__cause__).__name__, type(error.__context__).__name__, error.args[0][:20])
            causes[key] = causes.get(key, 0) + 1
    return sorted(causes.items())


def through_finally(n):
    log = [0, 0, 0]

    def inner(i):
        try:
            if i % 4 == 0:
                return "returned"
            if i % 4 == 1:
                raise Problem(i)
            if i % 4 == 2:
                return i
        finally:
            log[0] += 1
            if i % 8 == 5:
                return "swallowed"
        return None
    for i in range(n):
        try:
            result = inner(i)
            log[1] += len(str(result))
        except Problem as p:
            log[2] += p.code
    return log


def leaving(n):
    out = []
    for i in range(n):
        for j in range(5):
            try:
                if j == i % 6:
                    break
                if (i + j) % 3:
                    continue
                out.append(j)
            finally:
                out.append(-1)
        else:
            out.append("else")
    return len(out), out.count("else"), out.count(-1)


def handled_state(n):
    counts = [0, 0]
    for i in range(n):
        if sys.exc_info()[0] is not None:
            counts[0] += 1
        try:
            raise Problem(i)
        except Problem:
            if sys.exc_info()[0] is Problem:
                counts[1] += 1
            try:
                {}[i]
            except KeyError:
                pass
            if sys.exc_info()[1].code == i:
                counts[1] += 1
        if sys.exc_info()[0] is not None:
            counts[0] += 1
    return counts


def name_deleted(n):
    hits = 0
    for i in range(n):
        try:
            if i % 2:
                raise ValueError
        except ValueError as error:
            pass
        try:
            error
        except UnboundLocalError:
            hits += 1
    return hits


def native(n):
    kinds = {}
    actions = [
        lambda: [1][5], lambda: {}["k"], lambda: int("a"), lambda: None.x, lambda: 1 + "a", lambda: len(5),
        lambda: next(iter([])), lambda: "abc".index("z"), lambda: [].pop(), lambda: 1 // 0, lambda: 1.0 % 0,
        lambda: missing, lambda: "a" * 10**30, lambda: 2.0 ** 5000, lambda: [] < 1, lambda: iter(5), lambda: (lambda x: x)(),
    ]
    for i in range(n):
        try:
            actions[i % len(actions)]()
        except Exception as error:
            key = type(error).__name__ + ": " + str(error)
            kinds[key] = kinds.get(key, 0) + 1
    return sorted(kinds.items())


def reraise(n):
    depth = 0
    for i in range(n):
        try:
            try:
                divide(i, 0)
            except ZeroDivisionError:
                if i % 2:
                    raise
                depth += 1
        except ZeroDivisionError as error:
            depth += len(places(error))
    return depth


def suppressed(n):
    class Quiet:
        def __enter__(self):
            return self

        def __exit__(self, kind, error, trace):
            return kind is ValueError
    total = 0
    for i in range(n):
        try:
            with Quiet() as q, Quiet():
                total += 1
                if i % 3 == 0:
                    raise ValueError
                if i % 7 == 0:
                    raise KeyError
                total += 1
        except KeyError:
            total += 100
    return total


print(local(600))
print(across(600))
print(chained(600))
print(through_finally(600))
print(leaving(400))
print(handled_state(300))
print(name_deleted(400))
for item in native(850):
    print(item)
print(reraise(500))
print(suppressed(600))
