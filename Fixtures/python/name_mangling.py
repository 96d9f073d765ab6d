# Private names: __name inside classes becomes _Class__name.
class Account:
    __secret = "class"
    __dunder__ = "not mangled"
    _single = "not mangled"

    def __init__(self):
        self.__balance = 10
        self.__history__ = []

    def __private(self): return "private"
    def use(self): return self.__balance, self.__secret, self.__private(), self.__dunder__

    def local(self):
        __local = 5
        def inner(__argument=__local): return __argument + __local
        return inner(), sorted(locals())

    class __Inner:
        pass


a = Account()
print(a.use(), a.local())
print(sorted(a.__dict__), sorted(n for n in vars(Account) if "secret" in n or "private" in n or "Inner" in n))
print(a._Account__balance, Account._Account__secret, a._Account__private())
for name in ("__balance", "__secret"):
    print(hasattr(a, name), hasattr(a, "_Account" + name))


class _Under(Account):
    __secret = "child"
    def mine(self): return self.__secret, self._Account__secret


print(_Under().mine(), _Under().use(), "_Under__secret" in vars(_Under))
try:
    a.__balance
except AttributeError as error:
    print(error)
__module = "module level"


class Reads:
    def get(self):
        try:
            return __module
        except NameError as error:
            return str(error)


print(Reads().get(), __module)


class ___:
    __x = 1


print(vars(___)["__x"])


def function():
    class Local:
        def __init__(self): self.__v = 1
    return vars(Local())


print(function(), [k for k in (lambda __a: {"k": __a})(1)])
