# Objects whose __call__ is an object, classes that are their own subclass, years that C cannot hold.
import time


class Chain:
    pass


class Function:
    def __call__(self, *arguments, **named):
        return [type(item).__name__ for item in arguments], named


class First:
    pass


Chain.__call__ = Function()
First.__call__ = Chain()
print(Chain()(1, two=2))
print(First()("x", *range(3), last=0))


class Endless:
    pass


Endless.__call__ = Endless()
try:
    Endless()()
except RecursionError as error:
    print(type(error).__name__)
First.__call__ = object()
try:
    First()()
except TypeError as error:
    print(error)


class Meta(type):
    def mro(cls):
        if Meta.is_ready and cls.__name__ == "C":
            Meta.is_ready = False
            C.__bases__ = (B2,)
        return type.mro(cls)


Meta.is_ready = False


class A(metaclass=Meta):
    pass


class B1(A):
    pass


class B2(A):
    pass


class C(A):
    pass


Meta.is_ready = True
C.__bases__ = (B1,)
B1.__bases__ = (C,)
A.name = "a"
C.name = "c"
print(B1.name, B2.name, C.name)
for year in (2**31 - 1, 2**31, -(2**31), -(2**31) + 1899, -(2**31) + 1900, -1, 99999):
    for show in (time.asctime, lambda fields: time.strftime("%Y", fields)):
        try:
            print(year, show((year,) + (0,) * 8))
        except OverflowError as error:
            print(year, error)
for fields in ((1, 2**31), (1, -(2**31)), (1, 0, -1), (1, 1, 1, 0, 0, 0, 2**31 - 1), (1, 1, 1, 0, 0, 0, 0, -(2**31))):
    try:
        print(time.asctime(fields + (0,) * (9 - len(fields))))
    except (ValueError, OverflowError) as error:
        print(type(error).__name__, error)
