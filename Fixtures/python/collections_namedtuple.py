# collections.namedtuple: construction, methods, defaults, errors, subclasses.
from collections import namedtuple

Point = namedtuple("Point", ["x", "y"])
p = Point(1, y=2)
print(p, p.x, p[1], p == (1, 2), len(p), list(p), p._fields, p._asdict(), p._replace(x=10))
print(Point._make([5, 6]), isinstance(p, tuple), hash(p) == hash((1, 2)))
x, y = p
print(x, y, *p, p + (3,), p < Point(1, 3), sorted([Point(2, 1), Point(1, 5)]), Point.__doc__)
print(Point.x.__doc__, Point.__name__, max(Point(1, 2), Point(3, 0)), {p: "key"}[1, 2], 2 in p)
print(p.index(2), p.count(1), p[::-1])
Config = namedtuple("Config", "host port debug", defaults=[8080, False])
print(Config("h"), Config("h", 1), Config("h", debug=True), Config._field_defaults, Config(*"abc"))
Renamed = namedtuple("Renamed", "a class a _b def", rename=True)
print(Renamed._fields, Renamed(1, 2, 3, 4, 5), namedtuple("Empty", "")(), namedtuple("C", "a, b,c")(1, 2, 3))


class Vector(namedtuple("Vector", "x y")):
    __slots__ = ()

    @property
    def norm(self): return (self.x ** 2 + self.y ** 2) ** 0.5
    def __add__(self, other): return Vector(self.x + other.x, self.y + other.y)
    def __str__(self): return f"<{self.x}, {self.y}>"


v = Vector(3, 4)
print(v.norm, v + v, repr(v + v), str(v), f"{v}", v == (3, 4), v._replace(y=0), type(v._replace(y=0)).__name__)
for action in (lambda: Point(1), lambda: Point(1, 2, 3), lambda: Point(1, z=2), lambda: p.z,
               lambda: setattr(p, "x", 5), lambda: p._replace(z=1), lambda: Point._make([1]),
               lambda: namedtuple("A", "a a"), lambda: namedtuple("A", "_a"), lambda: namedtuple("A", "class"),
               lambda: namedtuple("1A", "a"), lambda: namedtuple("A", "a b", defaults=[1, 2, 3]),
               lambda: namedtuple("A", ["a b"]), lambda: v.__dict__):
    try:
        print(action())
    except (TypeError, AttributeError, ValueError) as error:
        print(type(error).__name__, error)
rows = [Point(i, i * i) for i in range(5)]
print(sum(r.y for r in rows), [r._asdict() for r in rows[:2]], max(rows, key=lambda r: -r.x))
print(dict(rows), list(zip(*rows)))
match p:
    case Point(x=1, y=yy):
        print("matched", yy)
match v:
    case Vector(a, b):
        print("positional", a, b)
print("%s %s" % p, "{0.x} {0[1]} {p.y}".format(p, p=p), repr(Point(x="a", y=[1])))
print(Point.__mro__[1].__name__)
print(Point._fields_defaults if hasattr(Point, "_fields_defaults") else "none")
print(Point.__new__.__name__, Point.__match_args__)
