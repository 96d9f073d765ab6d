# Data descriptors, __setattr__ and __getattribute__ that classes get when objects of theirs, or of classes derived from
# them, have stored the attribute already, and hot code has read and written it; and classes that get them before.


class Doubled:
    """A data descriptor over what the object's dict holds."""

    def __init__(self, name):
        self.name = name

    def __get__(self, instance, owner=None):
        return self if instance is None else 2 * instance.__dict__[self.name]

    def __set__(self, instance, value):
        instance.__dict__[self.name] = value + 1


def read(objects, rounds):
    total = 0
    for _ in range(rounds):
        for item in objects:
            total += item.x
    return total


def write(objects, rounds):
    for number in range(rounds):
        for item in objects:
            item.x = number


def make_family():
    class Base:
        def __init__(self, x):
            self.x = x

    class Middle(Base):
        pass

    class Leaf(Middle):
        def __init__(self, x):
            self.first = 0
            self.x = x

    return Base, Middle, Leaf


def on_class():
    Base, Middle, Leaf = make_family()
    objects = [Base(1)]
    print(read(objects, 200), end=" ")
    Base.x = Doubled("x")
    print(read(objects, 200), end=" ")
    write(objects, 200)
    print(objects[0].__dict__, read(objects, 200), end=" ")
    del Base.x
    print(read(objects, 200))


def on_base():
    Base, Middle, Leaf = make_family()
    objects = [Leaf(1), Middle(2)]
    print(read(objects, 200), end=" ")
    write(objects, 50)
    Base.x = property(lambda self: 7)
    print(read(objects, 200), end=" ")
    try:
        write(objects, 1)
    except AttributeError as error:
        print(error, end=" ")
    Base.x = 5
    print(read(objects, 200), [item.__dict__ for item in objects])


def on_leaf():
    Base, Middle, Leaf = make_family()
    objects = [Leaf(1), Middle(2), Base(3)]
    print(read(objects, 200), end=" ")
    Leaf.x = Doubled("x")
    print(read(objects, 200), end=" ")
    write(objects, 200)
    print([item.__dict__["x"] for item in objects])


def before_objects():
    for round in range(3):
        Base, Middle, Leaf = make_family()
        if round == 1:
            Middle.x = Doubled("x")
        if round == 2:
            Base.unrelated = property(lambda self: 9)
        objects = [Base(1), Middle(1), Leaf(1)]
        print(read(objects, 100), [item.__dict__["x"] for item in objects], end=" ")
        write(objects, 100)
        print(read(objects, 100))


def slots():
    class Point:
        __slots__ = ("x", "y")

    member = Point.x
    point = Point()
    point.x = 3
    print(read([point], 200), end=" ")
    Point.y = member
    point.x = 4
    print(point.y, end=" ")
    hot = 0
    for _ in range(200):
        hot += point.y
    Point.y = property(lambda self: 100)
    for _ in range(200):
        hot += point.y
    Point.x = property(lambda self: 50)
    print(hot, read([point], 200), member.__get__(point))


def members():
    """What `__slots__` made goes by other names."""
    class Point:
        __slots__ = ("x", "y")

    points = [Point(), Point()]
    for point in points:
        point.x, point.y = 3, 4
    print(read(points, 200), end=" ")
    Point.y, kept = Point.x, Point.y
    print(sum(point.y for point in points * 100), end=" ")
    Point.y = kept
    print(sum(point.y for point in points * 100), end=" ")
    Point.z = Point.x
    print(sum(point.z for point in points * 100), end=" ")
    Point.z = property(lambda self: 60)
    print(sum(point.z for point in points * 100))


def overrides():
    Base, Middle, Leaf = make_family()
    objects = [Leaf(1), Leaf(2)]
    print(read(objects, 200), end=" ")
    write(objects, 100)
    log = []

    def setter(self, name, value):
        log.append(name)
        object.__setattr__(self, name, -value)

    Base.__setattr__ = setter
    write(objects, 100)
    print(len(log), objects[0].x, end=" ")
    Middle.__getattribute__ = lambda self, name: 11 if name == "x" else object.__getattribute__(self, name)
    print(read(objects, 100), objects[1].__dict__, end=" ")
    del Middle.__getattribute__
    print(read(objects, 100))


def many_classes():
    """Classes made in a loop, each with a property of its own, while other code stays hot."""
    Base, Middle, Leaf = make_family()
    steady = [Leaf(3), Base(4)]
    total = 0
    for number in range(60):
        cls = type("Made%d" % number, (Middle,), {})
        cls.tag = property(lambda self, number=number: number)
        item = cls(number)
        if number % 3 == 0:
            cls.x = property(lambda self: 1000)
        total += read(steady, 5) + item.tag + item.x
    print(total)


def added_later():
    """Stores that add an attribute, before and after the class has a descriptor of that name."""
    class Bag:
        pass

    def fill(count):
        bags = []
        for number in range(count):
            bag = Bag()
            bag.a = number
            bag.b = number
            bags.append(bag)
        return sum(len(bag.__dict__) for bag in bags)

    print(fill(200), end=" ")
    Bag.b = property(lambda self: 0, lambda self, value: None)
    print(fill(200))


on_class()
on_base()
on_leaf()
before_objects()
slots()
members()
overrides()
many_classes()
added_later()
