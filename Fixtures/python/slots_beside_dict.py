# __slots__ members beside a __dict__: they stay out of it, in every form an object can have.
import copy


class Base:
    __slots__ = ("x", "y")
class Open(Base):
    pass
class Deep(Open):
    __slots__ = ("z",)
class Mixed:
    __slots__ = ("a", "__dict__", "__weakref__")
class Text(str):
    __slots__ = ("note",)


o = Open()
o.x, o.extra, o.y = 1, 2, 3
print(o.__dict__, vars(o), sorted(n for n in dir(o) if not n.startswith("__")))
o.__dict__["x"] = "shadowed"
o.__dict__["late"] = 4
print(o.x, o.late, o.extra, o.__dict__)
del o.extra
del o.y
print(o.__dict__, hasattr(o, "y"), hasattr(o, "extra"))
o.y = 5
o.__dict__ = {"fresh": 6}
print(o.x, o.y, o.fresh, o.__dict__)
for name in ("z", "y"):
    try:
        delattr(o, name)
        print("deleted", name)
        delattr(o, name)
    except AttributeError as error:
        print(name, error)
d = Deep()
for i in range(140):
    setattr(d, "n%d" % i, i)
d.x, d.y, d.z = "x", "y", "z"
print(len(d.__dict__), d.x, d.y, d.z, d.n139, Base.x.__get__(d), Deep.z.__set__(d, "Z"), d.z)
print(d.__getstate__()[1], len(d.__getstate__()[0]))
m = Mixed()
m.a, m.b = 1, 2
c = copy.copy(m)
print(c.a, c.b, c.__dict__, m.__getstate__(), m.__reduce_ex__(2)[2])
r = copy.copy(o)
print(r.x, hasattr(r, "y"), r.__dict__)
m.__dict__.clear()
print(m.a, m.__dict__, hasattr(m, "b"))
b = Base()
b.x = 1
print(copy.deepcopy(b).x, b.__getstate__(), hasattr(b, "__dict__"))
for _ in range(3):
    b.y = 2
    del b.y
print(hasattr(b, "y"), b.x)


class Both(Mixed, Base.__bases__[0]):
    pass


for bases in ((Base, Mixed), (Deep, Base), (Open, Deep), (int, Base), (Base, Open), (Base, object)):
    try:
        print(type("T", bases, {}).__mro__[1].__name__)
    except TypeError as error:
        print([x.__name__ for x in bases], error)


def total(items): return sum(i.x for i in items)


items = []
for i in range(20):
    item = Open()
    item.x = i
    if i % 3 == 0:
        item.__dict__["k"] = i
    if i % 5 == 0:
        item.q = 1
    items.append(item)
print(total(items), total(items), [sorted(i.__dict__) for i in items[:7]])
