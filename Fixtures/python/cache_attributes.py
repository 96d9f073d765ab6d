# Attribute look-up that changes under a loop: classes and instances modified while code that uses them is hot.
class Base:
    value = "base"
    def method(self): return "Base.method"


class Child(Base):
    pass


def read(o): return o.value
def call(o): return o.method()


def hot(function, o, times=50):
    result = None
    for _ in range(times):
        result = function(o)
    return result


c = Child()
print(hot(read, c), hot(call, c))
Base.value = "base changed"
print(hot(read, c))
Child.value = "child"
print(hot(read, c))
c.value = "instance"
print(hot(read, c))
del c.value
print(hot(read, c))
del Child.value
print(hot(read, c))
del Base.value
try:
    hot(read, c)
except AttributeError as error:
    print(error)
Child.__getattr__ = lambda self, name: "dynamic " + name
print(hot(read, c))
Base.value = property(lambda self: "property")
print(hot(read, c))
c.__dict__["value"] = "hidden by the property"
print(hot(read, c))
Base.value = 5
print(hot(read, c))
Child.method = lambda self: "Child.method"
print(hot(call, c))
c.method = lambda: "instance method"
print(hot(call, c))
del c.method, Child.method
print(hot(call, c))
Base.method = staticmethod(lambda: "static")
print(hot(call, c))
Base.method = classmethod(lambda cls: "class method of " + cls.__name__)
print(hot(call, c))


class Callable:
    def __call__(self, *args): return ("callable object", len(args))


Base.method = Callable()
print(hot(call, c))


class Other:
    value = "other"
    def method(self): return "Other.method"


c2 = Child()
c2.__class__ = Other
print(hot(read, c2), hot(call, c2))
Child.__bases__ = (Other,)
del c.__dict__["value"]
print(hot(read, c), hot(call, c), [k.__name__ for k in Child.__mro__])


class Data:
    def __get__(self, o, t): return "data descriptor"
    def __set__(self, o, v): print("set", v)


def write(o): o.attribute = 1


w = Other()
hot(write, w)
print(w.__dict__)
Other.attribute = Data()
hot(write, w, 2)
print(w.attribute, w.__dict__)
del Other.attribute
print(w.attribute)
Other.__setattr__ = lambda self, name, value: self.__dict__.__setitem__(name, value * 10)
hot(write, w)
print(w.attribute)
del Other.__setattr__
hot(write, w)
print(w.attribute)


def new_attribute(o, i): o.fresh = i


objects = [Other() for _ in range(60)]
for i, o in enumerate(objects):
    if i == 30:
        o.before = 1
    if i == 40:
        Other.__slots_like__ = 1
    new_attribute(o, i)
print(sum(o.fresh for o in objects), objects[30].__dict__, objects[31].__dict__)


class Meta(type):
    shared = "meta"
    @property
    def computed(cls): return "computed for " + cls.__name__


class Made(metaclass=Meta):
    pass


def class_read(k): return k.shared, k.computed


print(hot(class_read, Made))
Made.shared = "own"
print(hot(class_read, Made))
try:
    Made().shared, Made().computed
except AttributeError as error:
    print(error)


def length(o): return len(o)


class Sized:
    def __len__(self): return 3


s = Sized()
print(hot(length, s))
s.__len__ = lambda: 99
print(hot(length, s))
Sized.__len__ = lambda self: 4
print(hot(length, s))
del Sized.__len__
try:
    hot(length, s)
except TypeError as error:
    print(error)


def add(a, b): return a + b


class Number:
    def __init__(self, v): self.v = v
    def __add__(self, o): return "first add"


n = Number(1)
print(hot(lambda o: add(o, 1), n))
Number.__add__ = lambda self, o: "second add"
print(hot(lambda o: add(o, 1), n), [add(*p) for p in ((1, 2), (1.5, 2), ("a", "b"), (n, 1), ([1], [2]), (2 ** 70, 1))])
