# __slots__: layout, inheritance, defaults, errors.
class Point:
    __slots__ = ("x", "y")

    def __init__(self, x, y): self.x, self.y = x, y


p = Point(1, 2)
print(p.x, p.y, hasattr(p, "__dict__"))
p.x += 10
print(p.x)
for action in ("p.z = 1", "p.z", "del p.z", "p.__dict__"):
    try:
        exec(action)
    except AttributeError as error:
        print(error)
del p.x
try:
    p.x
except AttributeError as error:
    print(error)
try:
    del p.x
except AttributeError as error:
    print(error)
print(type(Point.x).__name__, Point.__slots__)


class Point3(Point):
    __slots__ = ["z"]

    def __init__(self, x, y, z):
        super().__init__(x, y)
        self.z = z


q = Point3(1, 2, 3)
print(q.x, q.y, q.z, hasattr(q, "__dict__"))


class Open(Point):
    pass


o = Open(1, 2)
o.extra = 5
print(o.x, o.extra, o.__dict__)


class WithDict:
    __slots__ = ("a", "__dict__")


w = WithDict()
w.a, w.b = 1, 2
print(w.a, w.__dict__)


class Single:
    __slots__ = "only"


s = Single()
s.only = 1
print(s.only)
try:
    class Conflict:
        __slots__ = ("v",)
        v = 1
except ValueError as error:
    print(error)
try:
    class NotText:
        __slots__ = (1,)
except TypeError as error:
    print(error)


class Empty:
    __slots__ = ()


try:
    Empty().x = 1
except AttributeError as error:
    print(error)


class Private:
    __slots__ = ("__secret",)

    def __init__(self): self.__secret = "s"
    def get(self): return self.__secret


print(Private().get(), Private.__slots__)


class A:
    __slots__ = ("a",)


class B:
    __slots__ = ("b",)


try:
    class AB(A, B):
        pass
except TypeError as error:
    print(error)


class Pair(tuple):
    __slots__ = ()

    @property
    def first(self): return self[0]


print(Pair((1, 2)).first)
points = [Point(i, i * i) for i in range(100)]
print(sum(pt.x + pt.y for pt in points))
