# Classes: attributes, methods, class and static methods, bodies that run code.
class Point:
    """A point in the plane."""

    count = 0
    names = []

    def __init__(self, x, y=0):
        self.x = x
        self.y = y
        Point.count += 1

    def move(self, dx=0, dy=0):
        return Point(self.x + dx, self.y + dy)

    @classmethod
    def origin(cls):
        return cls(0, 0)

    @staticmethod
    def distance(a, b):
        return abs(a.x - b.x) + abs(a.y - b.y)

    def __repr__(self):
        return f"{type(self).__name__}({self.x}, {self.y})"


p = Point(1, 2)
q = p.move(dx=3)
print(p, q, Point.count, p.count, Point.origin())
print(Point.distance(p, q), p.distance(p, q))
p.count = 99
print(p.count, Point.count, sorted(vars(p).items()))
del p.count
print(p.count)
p.names.append("shared")
print(q.names, Point.names)
print(Point.__name__, Point.__doc__, Point.__module__, Point.__qualname__)
print(Point.move.__qualname__, type(Point.move).__name__, type(p.move).__name__)
bound = p.move
print(bound(1, 1), bound.__self__ is p, bound.__func__ is Point.move)
print(Point.move(p, 5), Point.__dict__["origin"].__class__.__name__)


class Point3(Point):
    def __init__(self, x, y, z):
        super().__init__(x, y)
        self.z = z

    @classmethod
    def origin(cls):
        return cls(0, 0, 0)


print(Point3.origin(), Point3(1, 2, 3).z, Point.count)
print(isinstance(Point3.origin(), Point), issubclass(Point3, Point), issubclass(Point, Point3))
print(Point3.__bases__, Point3.__mro__)
print(type(p) is Point, type(Point) is type, type(p) == p.__class__)


class Body:
    values = []
    for i in range(4):
        if i % 2:
            values.append(i * i)
    else:
        finished = True
    square = lambda self, x: x * x
    del i


print(Body.values, Body.finished, Body().square(7), hasattr(Body, "i"))
Body.later = lambda self: "added later"
print(Body().later())
b = Body()
b.only = lambda: "instance"
print(b.only(), hasattr(Body(), "only"))


class Empty: pass


e = Empty()
e.a, e.b = 1, 2
setattr(e, "c d", 3)
print(e.__dict__, getattr(e, "c d"), getattr(e, "nope", "default"))
e.__dict__["z"] = 26
print(e.z)
e.__class__ = Body
print(e.square(2))


def make(n):
    class Local:
        size = n
        def __repr__(self): return f"<Local {self.size}>"
    return Local


A, B = make(1), make(2)
print(A(), B(), A is B, A.__qualname__)
Dynamic = type("Dynamic", (Point,), {"extra": 5, "twice": lambda self: self.x * 2})
print(Dynamic(4, 5).twice(), Dynamic.extra, Dynamic(1))
