# The texts of the TypeErrors raised by calls that do not fit.
def f0():
    pass


def f1(a):
    pass


def f3(a, b, c):
    pass


def fd(a, b=1):
    pass


def fk(*, k):
    pass


def fkk(*, k1, k2, k3):
    pass


def fp(a, b, /):
    pass


def fpk(a, /, b):
    pass


def fdk(a, b=1, *, c):
    pass


class C:
    def m(self, a):
        pass

    def none():
        pass

    @staticmethod
    def s(a):
        pass

    @classmethod
    def c(cls, a):
        pass

    def __init__(self, *, flag=0):
        pass


def attempt(call):
    try:
        call()
    except TypeError as error:
        print(error)
    else:
        print("no error")


attempt(lambda: f0(1))
attempt(lambda: f0(1, 2))
attempt(lambda: f0(a=1))
attempt(lambda: f1())
attempt(lambda: f1(1, 2))
attempt(lambda: f1(1, a=2))
attempt(lambda: f1(b=2))
attempt(lambda: f3())
attempt(lambda: f3(1))
attempt(lambda: f3(1, 2))
attempt(lambda: f3(1, 2, 3, 4))
attempt(lambda: f3(b=1))
attempt(lambda: fd())
attempt(lambda: fd(1, 2, 3))
attempt(lambda: fk())
attempt(lambda: fk(1))
attempt(lambda: fk(1, k=2))
attempt(lambda: fkk())
attempt(lambda: fkk(k2=1))
attempt(lambda: fp(1, b=2))
attempt(lambda: fp(a=1, b=2))
attempt(lambda: fp(1))
attempt(lambda: fpk(a=1, b=2))
attempt(lambda: fdk(1, 2, 3, c=4))
attempt(lambda: fdk(1, 2, 3))
attempt(lambda: fdk(1))
attempt(lambda: f1(**{"a": 1}, **{"a": 2}))
attempt(lambda: f1(**{1: 2}))
attempt(lambda: f1(*1))
attempt(lambda: f1(**1))
attempt(lambda: C().m())
attempt(lambda: C().m(1, 2))
attempt(lambda: C.m(1))
attempt(lambda: C().none())
attempt(lambda: C.s())
attempt(lambda: C.c())
attempt(lambda: C.c(1, 2))
attempt(lambda: C(1))
attempt(lambda: C(flog=1))
attempt(lambda: (lambda x: x)())
number, text, nothing = 5, "text", None
attempt(lambda: number())
attempt(lambda: text())
attempt(lambda: nothing())
attempt(lambda: object(1))
attempt(lambda: object()())
attempt(lambda: len())
attempt(lambda: len(1))
attempt(lambda: len([], []))
attempt(lambda: abs("x"))
attempt(lambda: ord("ab"))
attempt(lambda: chr("a"))
attempt(lambda: [].append())
attempt(lambda: [].append(1, 2))
attempt(lambda: isinstance(1))
