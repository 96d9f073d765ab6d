# The module pitviper.jit where it exists: parameters, counters, traces, hooks that are called between instructions, disabling and
# flushing in the middle of a loop. CPython prints the same, because only what must hold is printed.
try:
    import pitviper.jit
    from pitviper import jit
except ImportError:
    jit = None

events = []


def hook(event, info):
    # A hook may run anything: loops, exceptions, the JIT's own functions.
    total = 0
    for i in range(50):
        total += i
    if jit is not None:
        jit.counters()
    events.append((event, sorted(info)))


def work(count, step):
    total = 0
    for i in range(count):
        total += i % step
        if i == 150:
            poke()
    return total


def poke():
    pass


if jit is not None:
    assert pitviper.jit is jit
    names = jit.parameters()
    assert names["code-limit"] > 0 and names["threshold"] >= 2
    was_enabled = jit.is_enabled()
    for bad in (("threshold", 0), ("nonsense", 1)):
        try:
            jit.set_parameter(*bad)
        except ValueError as error:
            assert "JIT parameter" in str(error), error
        else:
            assert False
    try:
        jit.set_hook(5)
    except TypeError:
        pass
    else:
        assert False
    assert jit.set_hook(hook) is None

print(work(300, 7), work(300, 1.5))

if jit is not None:
    assert jit.set_hook(None) is hook
    if was_enabled:
        assert any(event == "compiled" for event, _ in events), events
        rows = jit.traces()
        assert rows and all(row["bytes"] > 0 and row["kind"] in ("loop", "function", "bridge") for row in rows), rows
        assert jit.counters()["traces"] > 0

    def poke():
        jit.invalidate()

print(work(300, 7), work(300, 1.5))

if jit is not None:
    before = jit.counters()["flushes"]

    def poke():
        jit.flush()

print(work(300, 7), work(300, 1.5))

if jit is not None:
    def poke():
        jit.disable()

print(work(300, 7), work(300, 1.5))

if jit is not None:
    assert not jit.is_enabled() and not jit.traces()

    def poke():
        jit.enable()

print(work(300, 7), work(300, 1.5), work(300, 3))

if jit is not None:
    assert jit.is_enabled()

print(work(500, 11), work(500, 1.25))

if jit is not None:
    if not was_enabled:
        jit.disable()
