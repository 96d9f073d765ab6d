"""Checks of __slots__, weak references, and the descriptors of attributes."""
import copy
import functools
import pickle
import types
import weakref


def show(label, function):
    try:
        print(label, function())
    except Exception as error:
        print(label, type(error).__name__, error)


def slotted(slots, *bases):
    return type("Slotted", bases, {"__slots__": slots})


class Plain:
    pass


class Empty:
    __slots__ = ()


class Weak:
    __slots__ = ("__weakref__",)


class Number(int):
    pass


for slots in (["two words"], ["1st"], [""], ["nul\0"], [1], ["__dict__", "__dict__"], ["__weakref__"] * 2):
    show(slots, lambda: slotted(slots))
show("dict again", lambda: slotted(["__dict__"], Plain))
show("weakref again", lambda: slotted(["__weakref__"], Plain))
show("weakref of int", lambda: slotted(["__weakref__"], int))
show("dict in int", lambda: slotted(["__dict__"], int)(3).__dict__)
print(sorted(Plain.__dict__), sorted(Weak.__dict__))
print([name for name in type("Derived", (Plain,), {}).__dict__ if name.startswith("__")])
for instance in (Empty(), Number(3), object(), type("Pair", (tuple,), {})()):
    show(type(instance).__name__, lambda: weakref.ref(instance))
for kept in (Plain(), Weak(), type("Text", (str,), {})("a"), type("Again", (Empty,), {})()):
    reference = weakref.ref(kept)
    print(reference() is kept, kept.__weakref__ is reference, hasattr(kept, "__dict__"))
print(Plain().__weakref__)

# Members and other attributes.
for owner, name in ((complex, "real"), (property, "fget"), (functools.partial, "func"), (slice, "stop")):
    member = owner.__dict__[name]
    print(type(member).__name__, member.__qualname__, member.__objclass__.__name__)
print(type(types.FunctionType.__dict__["__code__"]).__name__, type(type.__dict__["__name__"]).__qualname__)
print(complex.real.__get__(3 + 4j), Weak.__weakref__.__qualname__)
show("fget", lambda: setattr(property(), "fget", 1))
show("func", lambda: setattr(functools.partial(len), "func", 1))
show("real", lambda: setattr(1j, "real", 1))
partial = functools.partial(len)
partial.note = 1
partial.__dict__ = {"other": 2}
print(partial.other, hasattr(partial, "note"))
for wrapper in (classmethod(len), staticmethod(len)):
    wrapper.note = [1]
    print(wrapper.note, wrapper.__dict__["note"], wrapper.__wrapped__)
instance = Plain()
instance.x = 1
del instance.__dict__
print(instance.__dict__)
print(tuple.__itemsize__, list.__itemsize__)

# Checks of names, constructors and arguments.
show("name", lambda: type("A\0B", (), {}))
show("name", lambda: type("A\udcdc", (), {}))
show("name", lambda: setattr(Plain, "__name__", "A\0B"))
show("init", lambda: Plain().__init__(1))
show("init", lambda: Plain(1))
show("abstract", lambda: type.__abstractmethods__)
show("reduce", lambda: object().__reduce_ex__(None))


class Arguments:
    def __getnewargs_ex__(self):
        return (1, 2), {}


print([getattr(part, "__name__", part) for part in Arguments().__reduce_ex__(2)[:2]][0])


class Missing:
    close_name = None

    def __getattr__(self, name):
        raise AttributeError()


try:
    Missing().clos_name
except AttributeError as error:
    print(error.name, type(error.obj).__name__)


class OwnPower(int):
    def __pow__(self, other, modulus=None):
        return "own %s %s" % (other, modulus)


print(pow(OwnPower(2), 3, 5))


class Unusual(type):
    def mro(cls):
        return [cls]


show("no object", lambda: Unusual("Rootless", (), {}).__mro__[0].__name__)


# An order of look-ups that a metatype makes up: only of classes, and of those whose instances look alike.
for order in ([dict, object], [5, object], [object]):
    class Meta(type):
        def mro(cls, order=order):
            return [cls, *order]

    try:
        class Made(metaclass=Meta):
            __slots__ = ("a",)

        print(Made.__mro__ == (Made, object))
    except TypeError as error:
        print(error)
