# gi_frame, cr_frame and the frames of the stack: lines, local variables, callers.
import sys
import types


def counter(limit):
    total = 0
    for i in range(limit):
        total += i
        yield total


g = counter(3)
frame = g.gi_frame
print(frame.f_lineno, sorted(frame.f_locals.items()), frame.f_back, frame.f_code is counter.__code__, frame.f_lasti < 1)
print(g.gi_suspended, g.gi_running)
next(g), next(g)
print(frame.f_lineno, sorted(frame.f_locals.items()), g.gi_suspended)
print(list(g), g.gi_frame, g.gi_suspended)


def looks():
    yield sys._getframe().f_back.f_code.co_name, me.gi_frame.f_back.f_code.co_name, me.gi_running


def driver():
    return next(me)


me = looks()
print(driver(), me.gi_frame.f_back)


def inner():
    try:
        yield names()
    except KeyError:
        yield names()


def names():
    frame = sys._getframe(1)
    result = []
    while frame:
        result.append(frame.f_code.co_name)
        frame = frame.f_back
    return result


def outer():
    variable = 12
    yield from inner()


g = outer()
print(next(g), g.gi_yieldfrom.__name__, g.gi_frame.f_locals)
print(g.throw(KeyError))


def raises():
    local = 3
    try:
        1 / 0
    except ZeroDivisionError as error:
        frame = error.__traceback__.tb_frame
        return frame.f_locals["local"], frame.f_back.f_code.co_name, frame.f_lineno - error.__traceback__.tb_lineno


print(raises())


def running():
    try:
        sys._getframe().clear()
    except RuntimeError as error:
        print(error)
    yield 1


g = running()
next(g)
g.gi_frame.clear()
print(g.gi_frame)


async def coroutine():
    pass


c = coroutine()
print(c.cr_frame.f_code.co_name, c.cr_frame.f_lineno - coroutine.__code__.co_firstlineno)
c.close()
print(c.cr_frame, c.cr_await, c.cr_origin)
for name in ("__name__", "__qualname__"):
    try:
        setattr(g, name, 3)
    except TypeError as error:
        print(error)
g.__qualname__ = "renamed"
print(repr(g).startswith("<generator object renamed at"))
for bad in ((ValueError(1), 2), (3,), ("text",), (ValueError, 1, 2)):
    try:
        counter(1).throw(*bad)
    except TypeError as error:
        print(error)
tb = types.TracebackType(None, sys._getframe(), 4, 7)
print(tb.tb_lineno, tb.tb_lasti, tb.tb_next, tb.tb_frame.f_code.co_name)
