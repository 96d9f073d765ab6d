# sys.settrace and sys.setprofile: events, lines, local trace functions, and the debugger's base class on top of them.
import bdb
import contextlib
import linecache
import sys
import threading
import trace

events = []


def tracer(frame, event, argument):
    code = frame.f_code
    if code.co_filename != __file__:
        return None
    shown = argument
    if event == "exception":
        shown = (argument[0].__name__, str(argument[1]), argument[2].tb_lineno - code.co_firstlineno)
    # Whether the keyword alone is a line of its own is the compiler's affair.
    if linecache.getline(__file__, frame.f_lineno).strip() == "try:":
        return tracer
    events.append((event, code.co_name, frame.f_lineno - code.co_firstlineno, shown))
    return tracer


def traced(function, *arguments):
    events.clear()
    sys.settrace(tracer)
    try:
        function(*arguments)
    except Exception as error:
        events.append(("left", type(error).__name__))
    finally:
        sys.settrace(None)
    print(function.__name__)
    for event in events:
        if event[1] != "traced":
            print("  ", *event)


def loops(count):
    total = 0
    for i in range(count):
        total += i
    while total > 2:
        total -= 2
    return total


def callee(x):
    return x + 1


def calls():
    x = callee(1)
    y = [callee(i) for i in range(2)]
    return x, y


def generator():
    try:
        yield 1
        yield 2
    finally:
        callee(3)


def consumes():
    for value in generator():
        callee(value)


def fails(x):
    if x:
        raise ValueError("wrong")
    return x


def catches():
    try:
        fails(1)
    except ValueError:
        callee(5)
    return fails(0)


def escapes():
    with contextlib.suppress(KeyError):
        callee(6)
    fails(2)


class Thing:
    def __init__(self):
        self.x = 1

    @property
    def value(self):
        return self.x


def objects():
    thing = Thing()
    return thing.value + sum(sorted([3, 1], key=callee))


for function in loops, calls, consumes, catches, escapes, objects:
    traced(function, *[4] * function.__code__.co_argcount)
print(sys.gettrace())

# Only some frames, a trace function of a frame's own, one that raises, and one that changes locals.
lines = []


def local(frame, event, argument):
    lines.append((event, frame.f_lineno - frame.f_code.co_firstlineno))
    return local


sys.settrace(lambda frame, event, argument: local if frame.f_code is loops.__code__ else None)
calls()
loops(1)
sys.settrace(None)
print(lines)


def raising(frame, event, argument):
    raise RuntimeError("in " + event)


sys.settrace(raising)
try:
    callee(1)
except RuntimeError as error:
    print(error, sys.gettrace())


def changing(frame, event, argument):
    if event == "line" and "x" in frame.f_locals:
        frame.f_locals["x"] = 40
    return changing


sys.settrace(changing)
result = callee(1)
sys.settrace(None)
print(result)

# A frame that ran before gets its trace function by assignment.
lines.clear()


def outer():
    frame = sys._getframe()
    frame.f_trace = local
    sys.settrace(lambda *arguments: None)
    x = 1
    callee(x)
    sys.settrace(None)
    return x


outer()
print(lines, sys._getframe().f_trace)

profiled = []


def profiler(frame, event, argument):
    if not event.startswith("c_") and frame.f_code.co_filename == __file__:
        profiled.append((event, frame.f_code.co_name, argument))


sys.setprofile(profiler)
consumes()
with contextlib.suppress(ValueError):
    fails(1)
sys.setprofile(None)
print(profiled, sys.getprofile())


class Debugger(bdb.Bdb):
    def user_call(self, frame, arguments):
        print("call", frame.f_code.co_name)

    def user_line(self, frame):
        print("line", frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno)
        step = next(self.script, None)
        if step == "next":
            self.set_next(frame)
        elif step == "return":
            self.set_return(frame)
        elif step == "step":
            self.set_step()
        else:
            self.set_continue()

    def user_return(self, frame, value):
        print("return", frame.f_code.co_name, value)

    def user_exception(self, frame, details):
        print("exception", frame.f_code.co_name, details[0].__name__)


debugger = Debugger()
debugger.script = iter(["step", "next", "next", "step", "step", "return", "next", "next", "next", None])
debugger.runcall(calls)
debugger.script = iter(["next"] * 12)
try:
    debugger.runcall(escapes)
except ValueError:
    print("escaped")
debugger.script = iter([None, None])
debugger.set_break(__file__, callee.__code__.co_firstlineno + 1)
debugger.runcall(consumes)
debugger.clear_all_breaks()

counts = trace.Trace(count=1, trace=0)
counts.runfunc(loops, 3)
base = loops.__code__.co_firstlineno
print(sorted((line - base, n) for (name, line), n in counts.results().counts.items() if name == __file__))

seen = []
threading.settrace(lambda frame, event, argument: seen.append(frame.f_code.co_name))
thread = threading.Thread(target=callee, args=(1,))
thread.start()
thread.join()
threading.settrace(None)
print("callee" in seen, "run" in seen)
