# Instances whose attributes come in many orders and numbers, with deletions: order and uses of __dict__.
class Open:
    pass


a, b = Open(), Open()
a.x, a.y, a.z = 1, 2, 3
b.z, b.y, b.x = 30, 20, 10
print(a.__dict__, b.__dict__, a.x + b.x, a.y + b.y, a.z + b.z)
del a.y
a.y = "again"
print(a.__dict__, list(vars(a)))
many = Open()
for i in range(100):
    setattr(many, f"a{i}", i)
print(len(many.__dict__), many.a0, many.a99, sum(vars(many).values()))
for i in range(0, 100, 2):
    delattr(many, f"a{i}")
print(len(many.__dict__), list(many.__dict__)[:3], hasattr(many, "a0"), many.a1)
many.a0 = "back"
print(list(many.__dict__)[-1])
objects = []
for i in range(200):
    o = Open()
    for k in range(i % 7):
        setattr(o, "pqrstuv"[(i + k) % 7], i * 10 + k)
    objects.append(o)
print(sum(len(o.__dict__) for o in objects), [o.__dict__ for o in objects[5:8]])
print(sum(getattr(o, "r", 0) for o in objects))
d = a.__dict__
d["via dict"] = 1
d["w"] = 2
a.after = 3
print(a.w, a.__dict__ is d, d, getattr(a, "via dict"))
a.__dict__ = {"replaced": True, "x": "new x"}
print(a.x, a.replaced, hasattr(a, "w"), d["w"], vars(a))
a.more = 1
print(a.__dict__)
d["x"] = "detached"
print(a.x)
try:
    a.__dict__ = 5
except TypeError as error:
    print(error)
b.__dict__.update(x=100, new=5)
b.__dict__.pop("z")
print(b.x, b.new, hasattr(b, "z"), b.__dict__)
b.__dict__.clear()
print(b.__dict__, hasattr(b, "x"))
b.x = 1
for name in list(b.__dict__):
    delattr(b, name)
print(vars(b))


class Initialised:
    def __init__(self, full):
        self.first = 1
        if full:
            self.second = 2
        self.third = 3

    def lazily(self):
        if not hasattr(self, "cache"):
            self.cache = self.first * 100
        return self.cache


items = [Initialised(i % 2) for i in range(10)]
print([list(vars(o)) for o in items[:2]], sum(o.third for o in items))
print([o.lazily() for o in items[:2]], [o.lazily() for o in items[:2]])
for o in items:
    try:
        o.total = o.second
    except AttributeError as error:
        o.total = str(error)[-8:]
print([o.total for o in items[:4]])


class Sub(Initialised):
    third = "class third"
    def __init__(self):
        self.own = 0
        super().__init__(True)


s = Sub()
print(vars(s), s.third)
del s.third
print(s.third, vars(s))
for i in range(5):
    s.own += i
    s.first *= 2
print(s.own, s.first)


class Wide:
    def __init__(self):
        self.a = self.b = self.c = self.d = self.e = self.f = self.g = self.h = self.i = self.j = 0
        self.k = self.l = self.m = self.n = self.o = self.p = self.q = self.r = self.s = self.t = 1


w = Wide()
w.a, w.t = 5, 6
print(sum(vars(w).values()), len(vars(w)), w.t - w.a)
import copy

twin = copy.copy(w)
twin.a = 50
twin.zz = 1
print(w.a, twin.a, hasattr(w, "zz"), len(vars(twin)), vars(copy.deepcopy(s)))
print(sorted(vars(type("T", (), {"x": 1, "y": 2})).keys() - vars(Open).keys()), {**vars(items[0])})
print(dict(vars(items[0])) == vars(items[0]), "first" in vars(items[0]))
print(vars(items[0]).get("nope", 0))
