# Weak references: arguments of ref, references of derived classes, the order of getweakrefs and of callbacks, proxies that take
# part in every operator.
import gc
import weakref


class Thing:
    def __init__(self, name):
        self.name = name


def attempt(function, *arguments, **keywords):
    try:
        return function(*arguments, **keywords)
    except (TypeError, ReferenceError) as error:
        print(type(error).__name__, error)


class Reference(weakref.ref):
    pass


class Named(weakref.ref):
    __slots__ = ("name",)

    def __new__(cls, target, callback=None, name=""):
        self = super().__new__(cls, target, callback)
        self.name = name
        return self

    def __init__(self, target, callback=None, name=""):
        super().__init__(target, callback)


thing = Thing("thing")
attempt(weakref.ref)
attempt(weakref.ref, thing, None, 3)
attempt(weakref.ref, thing, callback=None)
attempt(weakref.ref, 5)
attempt(weakref.ref(thing).__init__, 1, 2, 3)
first = Reference(thing)
plain = weakref.ref(thing)
second = Reference(thing)
with_callback = weakref.ref(thing, lambda reference: None)
proxy = weakref.proxy(thing)
named = Named(thing, name="named")
print(plain is weakref.ref(thing), first is second, proxy is weakref.proxy(thing), named.name, named() is thing)
found = weakref.getweakrefs(thing)
print([found.index(known) for known in (plain, named, with_callback, second, first)], weakref.getweakrefcount(thing))
order = []
references = [weakref.ref(thing, lambda reference, number=number: order.append(number)) for number in range(4)]
del with_callback, thing
gc.collect()
# When a trace is at work, the collector keeps what its registers may hold: all die together, or none.
print(order in ([], [3, 2, 1, 0]), {reference() is None for reference in (plain, first, named)} == {bool(order)})


class Operand:
    def __repr__(self):
        return "operand"


NAMES = ["add", "sub", "mul", "truediv", "floordiv", "mod", "divmod", "pow", "lshift", "rshift", "and", "or", "xor", "matmul"]
for name in NAMES:
    setattr(Operand, "__%s__" % name, lambda self, other, name=name: (name, other))
    setattr(Operand, "__r%s__" % name, lambda self, other, name=name: ("r" + name, other))
operand = Operand()
proxy = weakref.proxy(operand)
print(proxy + 1, 1 + proxy, proxy - 1, 1 - proxy, proxy * 2, 2 * proxy, proxy / 3, 3 / proxy, proxy // 4, 4 // proxy)
print(proxy % 5, 5 % proxy, divmod(proxy, 6), divmod(6, proxy), proxy**7, 7**proxy, proxy << 1, 1 << proxy, proxy >> 2)
print(2 >> proxy, proxy & 1, 1 & proxy, proxy | 2, 2 | proxy, proxy ^ 3, 3 ^ proxy, proxy @ 4, 4 @ proxy)


class Number:
    def __index__(self):
        return 3

    def __int__(self):
        return 4

    def __float__(self):
        return 5.5

    def __neg__(self):
        return -1

    def __iadd__(self, other):
        return "added %s" % other


number = Number()
proxy = weakref.proxy(number)
print(int(proxy), float(proxy), [0, 1, 2, 3][proxy], -proxy)
proxy += 2
print(proxy)
