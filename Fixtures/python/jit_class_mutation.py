# Classes and instances changed while a loop over them is hot: methods, attributes, bases, __class__, __dict__, slots.
class Base:
    factor = 2

    def step(self, x):
        return x * self.factor


class Child(Base):
    def step(self, x):
        return super().step(x) + 1


def methods(n):
    obj = Child()
    total = 0
    for i in range(n):
        if i == 150:
            Base.factor = 3
        if i == 250:
            Base.step = lambda self, x: x - 1
        if i == 350:
            del Child.step
        if i == 450:
            obj.step = lambda x: 1000
        if i == 480:
            del obj.step
        if i == 520:
            Child.factor = 0.5
            Base.step = lambda self, x: self.factor * x
        total += obj.step(i)
    return total


def attributes(n):
    class Point:
        pass
    p = Point()
    p.x = 1
    total = 0
    for i in range(n):
        p.x += 1
        if i % 100 == 10:
            p.y = i
        if i % 100 == 60:
            del p.y
        total += getattr(p, "y", 1)
        if i == 300:
            p.x = 0.5
        if i == 400:
            p.__dict__["x"] = 10
        if i == 500:
            p.__dict__ = {"x": 5, "z": 1}
        if i == 550:
            setattr(p, "x", p.x + p.z)
    return total, p.x, sorted(vars(p))


def classes(n):
    class A:
        def who(self):
            return 1

    class B:
        def who(self):
            return 10
    objs = [A(), A()]
    total = 0
    for i in range(n):
        for o in objs:
            total += o.who()
        if i % 50 == 49:
            objs[i // 50 % 2].__class__ = B if i % 100 == 49 else A
    return total


def bases(n):
    class Left:
        side = "left"

    class Right:
        side = "right!"

    class Middle(Left):
        pass
    m = Middle()
    total = 0
    for i in range(n):
        total += len(m.side)
        if i == 200:
            Middle.__bases__ = (Right,)
        if i == 400:
            Middle.side = "own side"
    return total


def slots(n):
    class Cell:
        __slots__ = ("value", "next")

        def __init__(self, value, next):
            self.value = value
            self.next = next
    head = None
    for i in range(n):
        head = Cell(i, head)
    total = errors = 0
    cell = head
    while cell is not None:
        total += cell.value
        if cell.value % 90 == 0:
            del cell.value
            try:
                cell.value
            except AttributeError:
                errors += 1
        cell = cell.next
    return total, errors


def counters(n):
    class Counted:
        made = 0

        def __init__(self):
            Counted.made += 1
            self.number = Counted.made

        @classmethod
        def total(cls):
            return cls.made

        @staticmethod
        def twice(x):
            return x * 2
    result = 0
    for i in range(n):
        c = Counted()
        result += c.number - Counted.twice(c.total())
    return result, Counted.made


def shapes(n):
    class Record:
        def __init__(self, i):
            if i & 1:
                self.a = i
                self.b = 1
            else:
                self.b = 2
                self.a = i
            if i % 5 == 0:
                self.c = 3
    total = 0
    for i in range(n):
        r = Record(i)
        total += r.a * r.b + (r.c if hasattr(r, "c") else 0)
        if i % 7 == 0:
            del r.a
            r.a = "text"
            total += len(r.a)
    return total


def callable_swap(n):
    class F:
        def __call__(self, x):
            return x
    f = F()
    total = 0
    for i in range(n):
        total += f(i)
        if i == 200:
            F.__call__ = lambda self, x: -x
        if i == 300:
            f = abs
        if i == 400:
            f = F
            F.__init__ = lambda self, x: None
            F.__radd__ = lambda self, other: other + 1
    return total


print(methods(700))
print(attributes(700))
print(classes(400))
print(bases(600))
print(slots(500))
print(counters(500))
print(shapes(600))
print(callable_swap(600))
