# Assignment to __bases__ and __class__: method caches, subclasses, orders, refusals.
class Base:
    name = "Base"
    def hello(self): return "base " + self.name
class Left(Base):
    def side(self): return "left"
class Right(Base):
    name = "Right"
    def side(self): return "right"
class Child(Left):
    pass
class Grandchild(Child):
    def hello(self): return "grand " + super().hello()


def calls(objects): return [(o.hello(), o.side(), o.name) for o in objects for _ in range(3)][::3]


objects = [Child(), Grandchild()]
print(calls(objects), [c.__name__ for c in Grandchild.__mro__])
Child.__bases__ = (Right,)
print(calls(objects), [c.__name__ for c in Grandchild.__mro__], Child.__bases__, Child.__base__)
print([c.__name__ for c in Left.__subclasses__()], [c.__name__ for c in Right.__subclasses__()])
Child.__bases__ = (Left, Right)
print(calls(objects), [c.__name__ for c in Grandchild.__mro__], isinstance(objects[0], Left), issubclass(Child, Right))


class Slotted:
    __slots__ = ("a",)
class SameSlots:
    __slots__ = ("a",)
class OtherSlots:
    __slots__ = ("b",)
class OnSlots(Slotted):
    __slots__ = ()
class Plain:
    pass


def attempt(text):
    try:
        exec(text, globals())
        print(text, "| done")
    except TypeError as error:
        print(text, "|", error)


for text in ("Base.__bases__ = ()", "Base.__bases__ = [Plain]", "Base.__bases__ = (Child,)", "Base.__bases__ = (Base,)",
             "Base.__bases__ = (1,)", "int.__bases__ = (object,)", "del Base.__bases__", "Plain.__bases__ = (Base,)",
             "Child.__bases__ = (dict,)", "Child.__bases__ = (Slotted,)", "Child.__bases__ = (Left, Left)",
             "OnSlots.__bases__ = (SameSlots,)", "OnSlots.__bases__ = (OtherSlots,)", "Child.__bases__ = (bool,)",
             "Child.__bases__ = (Base, Left)", "Plain.__bases__ = (list,)", "Left.__bases__ = (Right, Base)"):
    attempt(text)
print(OnSlots.__bases__, Child.__bases__, [c.__name__ for c in Child.__mro__])
p = Plain()
p.x = 1
p.__class__ = Child
print(p.hello(), p.x, type(p).__name__)
s = Slotted()
s.a = 7
s.__class__ = SameSlots
print(s.a, type(s).__name__)
for text in ("s.__class__ = OtherSlots", "s.__class__ = Plain", "p.__class__ = Slotted", "p.__class__ = 5"):
    attempt(text)


class Meta(type):
    def mro(cls):
        print("order of", cls.__name__)
        return super().mro()


class M(metaclass=Meta): v = 1
class N(M): pass
class O(metaclass=Meta): v = 2
class P(N): pass
N.__bases__ = (O,)
print(P.v, P().v, [c.__name__ for c in P.__mro__])
