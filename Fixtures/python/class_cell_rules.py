# `__class__` cells and what metaclasses do to them, `__prepare__`, equality and replacement of code objects.
class Loses(type):
    def __new__(cls, name, bases, namespace):
        namespace.pop("__classcell__", None)
        return super().__new__(cls, name, bases, namespace)


class Changes(type):
    def __new__(cls, name, bases, namespace, cell):
        namespace["__classcell__"] = cell
        return super().__new__(cls, name, bases, namespace)


class Twice(type):
    def __new__(cls, name, bases, namespace):
        made = super().__new__(cls, name, bases, namespace)
        type("Other", (), namespace)
        return made


class Early(type):
    def mro(self):
        print("in mro:", self.__dict__["f"]())
        return super().mro()


class NoMapping(type):
    @classmethod
    def __prepare__(cls, *arguments):
        return 3


def attempt(metaclass, **keywords):
    try:

        class A(metaclass=metaclass, **keywords):
            def f():
                return __class__.__name__

        print("made", A.f(), hasattr(A, "__classcell__"))
    except (TypeError, RuntimeError) as error:
        print(type(error).__name__, error)


attempt(type)
attempt(Loses)
for cell in (None, 0, ""):
    attempt(Changes, cell=cell)
attempt(Twice)
attempt(Early)
attempt(NoMapping)


def f(a, *, b=2):
    x = a + b
    return x, 7


def g(a, *, b=2):
    x = a + b
    return x, 7


print(f.__code__ == f.__code__.replace(), f.__code__ == g.__code__, f.__code__ == 3)
copy = f.__code__.replace(co_name="h", co_filename="nowhere.py", co_firstlineno=100)
print(copy.co_name, copy.co_filename, copy.co_firstlineno, copy == f.__code__, copy.co_varnames, f.__code__.co_name)
f.__code__ = copy
print(f(1), f.__code__ is copy)
m = classmethod(1).__get__(2)
print(type(m).__name__)
try:
    m()
except TypeError as error:
    print(error)
