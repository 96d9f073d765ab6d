# __getattr__, __getattribute__, __setattr__, __delattr__, __dir__.
class Lazy:
    made = "class"

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError("private " + name)
        print("making", name)
        value = name.upper()
        self.__dict__[name] = value
        return value


x = Lazy()
print(x.alpha, x.alpha, x.made)
print(hasattr(x, "_hidden"), getattr(x, "_hidden", "none"))
try:
    x._hidden
except AttributeError as error:
    print(error)


class Watched:
    def __init__(self):
        object.__setattr__(self, "log", [])
        self.value = 1

    def __setattr__(self, name, value):
        self.log.append(("set", name, value))
        super().__setattr__(name, value)

    def __delattr__(self, name):
        self.log.append(("del", name))
        super().__delattr__(name)


w = Watched()
w.value += 5
w.other = "o"
del w.other
setattr(w, "third", 3)
delattr(w, "third")
try:
    del w.missing
except AttributeError as error:
    print(error)
print(w.log, w.value)


class Every:
    tag = "tag"

    def __init__(self): self.count = 0

    def __getattribute__(self, name):
        if name == "magic":
            return 42
        count = super().__getattribute__("count")
        object.__setattr__(self, "count", count + 1)
        return super().__getattribute__(name)

    def __getattr__(self, name): return f"missing {name}"

    def method(self): return "method"


e = Every()
print(e.magic, e.tag, e.method(), e.nothing, e.count)


class Proxy:
    def __init__(self, target): self._target = target
    def __getattr__(self, name): return getattr(self._target, name)


p = Proxy([3, 1, 2])
p.append(9)
p.sort()
print(p._target, p.index(9))
try:
    len(p)
except TypeError as error:
    print(error)


class Listed:
    def __dir__(self): return ["b", "a", "c"]


print(dir(Listed()))


class Plain:
    a = 1

    def __init__(self): self.b = 2
    def c(self): pass


print([n for n in dir(Plain()) if not n.startswith("__")], [n for n in dir(Plain) if not n.startswith("__")])
plain = Plain()
plain.a = 10
print(plain.a, Plain.a)
del plain.a
print(plain.a)
for action in (lambda: plain.zzz, lambda: Plain.zzz, lambda: (5).zzz, lambda: None.zzz, lambda: [].zzz,
               lambda: setattr(5, "x", 1), lambda: delattr(plain, "zzz"), lambda: setattr(int, "x", 1),
               lambda: getattr(plain, 5), lambda: setattr(object(), "x", 1), lambda: "".upper.zzz, lambda: len.zzz):
    try:
        action()
    except (AttributeError, TypeError) as error:
        print(type(error).__name__, error)


class Instance:
    pass


i = Instance()
i.__len__ = lambda: 5
try:
    len(i)
except TypeError as error:
    print(error)
i.__call__ = lambda: 5
print(callable(i), i.__call__())
