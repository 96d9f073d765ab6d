# super(): zero and two arguments, in class and static methods, in nested functions, attributes.
class A:
    tag = "A"

    def hello(self): return "A.hello"
    @classmethod
    def make(cls): return "A.make " + cls.__name__
    @property
    def value(self): return 1


class B(A):
    tag = "B"

    def hello(self): return "B>" + super().hello()
    @classmethod
    def make(cls): return "B>" + super().make()
    @property
    def value(self): return super().value + 10
    def tags(self): return self.tag, super().tag, super(B, self).tag, B.__mro__[1].tag


class C(A):
    tag = "C"

    def hello(self): return "C>" + super().hello()
    @property
    def value(self): return super().value + 100


class D(B, C):
    def hello(self): return "D>" + super().hello()
    @classmethod
    def make(cls): return "D>" + super().make()
    @property
    def value(self): return super().value + 1000
    def tags(self): return super().tag, super(B, self).tag, super(C, self).tag
    def nested(self):
        def inner(): return super(D, self).hello()
        return inner(), [super(D, self).hello() for _ in range(1)]
    def lambdas(self): return (lambda: super().hello)() if False else (lambda s=super(): s.hello())()
    def bound(self):
        method = super().hello
        return method(), method.__self__ is self, method.__func__.__qualname__


d = D()
print(d.hello(), D.make(), d.make(), d.value, d.tags(), B().tags())
print(d.nested(), d.lambdas(), d.bound())
print(super(D, d).hello(), super(B, d).hello(), super(C, d).hello(), super(D, D).make())
for action in (lambda: super(C, d).nothing, lambda: super(D, B()), lambda: super(int, "a"), lambda: super(5),
               lambda: super(), lambda: super(A, d).hello()):
    try:
        print(action())
    except (AttributeError, TypeError, RuntimeError) as error:
        print(type(error).__name__, error)


class Setter:
    def __setattr__(self, name, value): super().__setattr__(name, value * 2)
    def __getattribute__(self, name): return super().__getattribute__(name)


s = Setter()
s.v = 4
print(s.v)


class New:
    def __new__(cls, *args):
        instance = super().__new__(cls)
        instance.made_with = args
        return instance

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__()
        cls.options = kwargs


class Sub(New, color="red", size=3):
    pass


print(Sub(1, 2).made_with, Sub.options, New.__dict__.get("options"))


class Log(dict):
    def __setitem__(self, key, value):
        super().__setitem__(key, [value])

    def __getitem__(self, key): return super().__getitem__(key)[0]


log = Log()
log["a"] = 5
print(log, log["a"], dict.__getitem__(log, "a"))


class Meta(type):
    def __new__(mcs, name, bases, namespace, **kwargs):
        namespace["added"] = name.lower()
        return super().__new__(mcs, name, bases, namespace)

    def __init__(cls, name, bases, namespace, **kwargs):
        super().__init__(name, bases, namespace)
        cls.kwargs = kwargs

    def __call__(cls, *args):
        instance = super().__call__(*args)
        instance.called = args
        return instance

    def on_class(cls): return "metaclass method of " + cls.__name__

    @classmethod
    def __prepare__(mcs, name, bases, **kwargs): return {"prepared": True}


class WithMeta(metaclass=Meta, option=1):
    def __init__(self, *args): self.args = args


w = WithMeta(7)
print(w.added, w.args, w.called, WithMeta.kwargs, WithMeta.on_class(), type(WithMeta).__name__, WithMeta.prepared)
try:
    w.on_class()
except AttributeError as error:
    print(error)


class Derived(WithMeta):
    pass


print(type(Derived).__name__, Derived.added)


class OtherMeta(type):
    pass


try:
    class Conflict(WithMeta, metaclass=OtherMeta):
        pass
except TypeError as error:
    print(error)


class Vehicle:
    def __init__(self, wheels): self.wheels = wheels
    def __str__(self): return f"{type(self).__name__} with {self.wheels} wheels"


class Car(Vehicle):
    def __init__(self): super().__init__(4)
    def __str__(self): return super().__str__() + " and an engine"


print(Car(), [str(v) for v in (Vehicle(2), Car())])
