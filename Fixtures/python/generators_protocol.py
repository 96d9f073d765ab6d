# send, throw, close; exceptions through yield from; errors of the protocol.
def averager():
    total, n, average = 0, 0, None
    while True:
        value = yield average
        total += value
        n += 1
        average = total / n


g = averager()
print(next(g), g.send(10), g.send(20), g.send(33))
g.close()
try:
    g.send(1)
except StopIteration as stop:
    print("closed", stop.value)
try:
    averager().send(5)
except TypeError as error:
    print(error)


def guarded():
    log = []
    while True:
        try:
            received = yield log
            log.append(received)
        except ValueError as error:
            log.append(f"caught {error}")
        except GeneratorExit:
            print("closing", log)
            raise
        finally:
            log.append("f")


g = guarded()
next(g)
print(g.send(1), g.throw(ValueError("v")), g.throw(ValueError), g.throw(ValueError, "old form"))
try:
    g.throw(KeyError("k"))
except KeyError as error:
    print("escaped", error)
print(list(g))
g = guarded()
next(g)
g.close()
g.close()


def stubborn():
    while True:
        try:
            yield 1
        except GeneratorExit:
            yield 2


s = stubborn()
next(s)
try:
    s.close()
except RuntimeError as error:
    print(error)


def inner():
    try:
        x = yield "inner ready"
        print("inner got", x)
        y = yield "second"
        print("inner got", y)
    except KeyError as error:
        yield f"inner handled {error}"
    finally:
        print("inner finally")
    return "inner result"


def outer():
    try:
        result = yield from inner()
        print("outer has", result)
    except ValueError as error:
        print("outer handled", error)
        yield "after value error"


o = outer()
print(next(o), o.send("A"), o.throw(KeyError("k")))
print(list(o))
o = outer()
print(next(o), o.throw(ValueError("v")), list(o))
o = outer()
next(o)
o.close()


def leaking():
    yield 1
    raise StopIteration("leak")


try:
    list(leaking())
except RuntimeError as error:
    print(error, repr(error.__cause__))


def reentrant():
    yield next(me)


me = reentrant()
try:
    next(me)
except ValueError as error:
    print(error)
fresh = guarded()
try:
    fresh.throw(OSError("not started"))
except OSError as error:
    print(error)
print(list(fresh))
print(fresh.gi_frame, inner().gi_frame is not None, inner().gi_running)


def returning():
    try:
        yield 1
    finally:
        return "from finally"


r = returning()
next(r)
try:
    r.throw(ValueError("lost"))
except StopIteration as stop:
    print(stop.value)


def echo():
    received = yield
    while received is not None:
        received = yield received.upper() if isinstance(received, str) else received


e = echo()
e.send(None)
print(e.send("a"), e.send(3), next(e, "end"))
try:
    e.throw(5)
except TypeError as error:
    print(error)
