# Data and non-data descriptors, __set_name__, functions as descriptors, slots.
class Typed:
    def __init__(self, kind): self.kind = kind

    def __set_name__(self, owner, name):
        print("named", owner.__name__, name)
        self.name = name

    def __get__(self, instance, owner):
        if instance is None:
            return f"<Typed {self.name} of {owner.__name__}>"
        return instance.__dict__[self.name]

    def __set__(self, instance, value):
        if not isinstance(value, self.kind):
            raise TypeError(f"{self.name} must be {self.kind.__name__}, not {type(value).__name__}")
        instance.__dict__[self.name] = value

    def __delete__(self, instance):
        print("delete", self.name)
        del instance.__dict__[self.name]


class Person:
    name = Typed(str)
    age = Typed(int)

    def __init__(self, name, age): self.name, self.age = name, age


p = Person("Ann", 30)
print(p.name, p.age, Person.age)
try:
    p.age = "old"
except TypeError as error:
    print(error)
p.__dict__["age"] = 31
print(p.age)
del p.age
try:
    p.age
except KeyError as error:
    print("KeyError", error)


class Cached:
    "A non-data descriptor: the instance dictionary wins once filled."

    def __init__(self, function):
        self.function = function
        self.name = function.__name__

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        value = instance.__dict__[self.name] = self.function(instance)
        return value


class Circle:
    def __init__(self, r): self.r = r

    @Cached
    def area(self):
        print("computing")
        return 3 * self.r ** 2


c = Circle(2)
print(c.area, c.area, Circle.area.name)
c.area = 5
print(c.area)


class Method:
    def __init__(self, f): self.f = f
    def __get__(self, instance, owner): return lambda *a: self.f(instance, owner.__name__, *a)


class UsesMethod:
    call = Method(lambda self, owner, x: (self is not None, owner, x))


print(UsesMethod().call(1), UsesMethod.call(2))


def plain(self, x): return self, x


bound = plain.__get__("me", str)
print(bound(5), plain.__get__(None, str) is plain)
print(classmethod(plain).__get__(None, int)(1), staticmethod(plain).__get__(None, int)(1, 2))


class ReadOnly:
    def __get__(self, instance, owner): return 7
    def __set__(self, instance, value): raise AttributeError("read only")


class Uses:
    seven = ReadOnly()


u = Uses()
u.__dict__["seven"] = 8
print(u.seven)
try:
    u.seven = 9
except AttributeError as error:
    print(error)
Uses.seven = 10
print(u.seven)


class NoGet:
    def __set__(self, instance, value): instance.__dict__["x"] = value * 2


class UsesNoGet:
    x = NoGet()


n = UsesNoGet()
print(type(n.x).__name__)
n.x = 4
print(n.x)
