# Observers, state machines, plugins by __init_subclass__, a scheduler of generators, an undo stack.
class Event:
    def __init__(self): self.handlers = []

    def __iadd__(self, handler):
        self.handlers.append(handler)
        return self

    def __isub__(self, handler):
        self.handlers.remove(handler)
        return self

    def __call__(self, *args, **kwargs): return [handler(*args, **kwargs) for handler in self.handlers]


class Button:
    def __init__(self, name):
        self.name = name
        self.clicked = Event()

    def click(self, times=1): return self.clicked(self, times=times)


class Logger:
    def __init__(self): self.lines = []
    def log(self, source, times): self.lines.append(f"{source.name}×{times}")


logger, button = Logger(), Button("ok")
button.clicked += logger.log
button.clicked += lambda source, times: source.name * times
print(button.click(), button.click(2), logger.lines)
button.clicked -= logger.log
print(button.click(), logger.lines, len(button.clicked.handlers))


class Machine:
    transitions = {("red", "go"): "green", ("green", "slow"): "yellow", ("yellow", "stop"): "red"}

    def __init__(self): self.state, self.visited = "red", ["red"]

    def __getattr__(self, name):
        if not any(event == name for _, event in self.transitions):
            raise AttributeError(f"no event {name}")

        def fire():
            try:
                self.state = self.transitions[self.state, name]
            except KeyError:
                raise RuntimeError(f"cannot {name} while {self.state}") from None
            self.visited.append(self.state)
            return self
        return fire


machine = Machine().go().slow().stop().go()
print(machine.state, machine.visited)
for action in (lambda: machine.go(), lambda: machine.fly()):
    try:
        action()
    except (RuntimeError, AttributeError) as error:
        print(type(error).__name__, error)


class Plugin:
    registry = {}

    def __init_subclass__(cls, /, name=None, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.registry[name or cls.__name__.lower()] = cls

    def __init__(self, **options): self.options = options
    def run(self, text): raise NotImplementedError(type(self).__name__)


class Upper(Plugin):
    def run(self, text): return text.upper()


class Repeat(Plugin, name="times"):
    def run(self, text): return text * self.options.get("n", 2)


class Lazy(Plugin):
    pass


print(sorted(Plugin.registry), Plugin.registry["upper"]().run("abc"), Plugin.registry["times"](n=3).run("ab"))
try:
    Plugin.registry["lazy"]().run("")
except NotImplementedError as error:
    print(repr(error))


def task(name, steps):
    for i in range(steps):
        command = yield f"{name}{i}"
        if command == "stop":
            return f"{name} stopped at {i}"
    return f"{name} finished"


def round_robin(tasks, stops=()):
    queue, log = [(t, None) for t in tasks], []
    while queue:
        current, message = queue.pop(0)
        try:
            shown = current.send(message)
            log.append(shown)
            queue.append((current, "stop" if shown in stops else None))
        except StopIteration as stop:
            log.append(stop.value)
    return log


print(round_robin([task("a", 2), task("b", 3), task("c", 1)], stops={"b0"}))


class Document:
    def __init__(self): self.text, self.undone, self.done = "", [], []

    def edit(self, function):
        self.done.append(self.text)
        self.undone.clear()
        self.text = function(self.text)
        return self

    def undo(self):
        if self.done:
            self.undone.append(self.text)
            self.text = self.done.pop()
        return self

    def redo(self):
        if self.undone:
            self.done.append(self.text)
            self.text = self.undone.pop()
        return self


doc = Document().edit(lambda t: t + "hello").edit(str.upper).edit(lambda t: t[::-1])
print(doc.text, doc.undo().text, doc.undo().text, doc.redo().text, doc.redo().redo().text)
print(doc.undo().edit(len and (lambda t: t + "!")).redo().text)


class Pipeline:
    def __init__(self, *steps): self.steps = steps
    def __or__(self, step): return Pipeline(*self.steps, step)
    def __ror__(self, value): return self(value)

    def __call__(self, value):
        for step in self.steps:
            value = step(value)
        return value


clean = Pipeline(str.strip) | str.lower | (lambda s: s.split()) | len
print(clean("  Some Words here "), "  A b " | clean, [clean(s) for s in ("", "x", "x y")])


class Fluent:
    def __init__(self, path=""): self._path = path
    def __getattr__(self, name): return Fluent(f"{self._path}/{name}")
    def __getitem__(self, key): return Fluent(f"{self._path}[{key!r}]")
    def __call__(self, **query): return self._path + ("?" + "&".join(f"{k}={v}" for k,
        v in query.items()) if query else "")


print(Fluent().users[5].posts(page=2, size=10), Fluent().a.b.c(), Fluent()["x"]())
