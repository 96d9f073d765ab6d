# Subclasses of property, classmethod and staticmethod that bind in their own way, read through the class and through instances.
class classproperty(property):
    def __get__(self, obj, owner=None): return self.fget(owner)
class loud(property):
    def __set__(self, obj, value): print("set", value)
    def __delete__(self, obj): print("del")
class cm(classmethod):
    def __get__(self, obj, owner=None): return lambda *a: ("cm", a)
class sm(staticmethod):
    def __get__(self, obj, owner=None): return lambda *a: ("sm", a)
class X:
    @classproperty
    def name(cls): return cls.__name__
    @loud
    def v(self): return 5
    @cm
    def c(cls): return 1
    @sm
    def s(): return 2
def run():
    x = X()
    print(X.name, x.name, x.v, X.c(1), x.c(2), X.s(3), x.s(4))
    x.v = 3
    del x.v
for _ in range(5): run()
def loop():
    n = 0
    for i in range(3000):
        x = X()
        n += len(x.name) + len(X.name) + x.c(1)[1][0] + x.s(2)[1][0] + x.v
    print(n)
loop()

class InstanceProperty(property):
    def __init__(self, fget=None, fset=None, fdel=None, doc=None, classval=None):
        self.classval = classval
        property.__init__(self, fget=fget, fset=fset, fdel=fdel, doc=doc)
    def __get__(self, obj, type=None):
        if obj is None: return self.classval
        return property.__get__(self, obj, type)
def ip(fget=None, **k):
    if fget is not None: return InstanceProperty(fget=fget, **k)
    return lambda f: InstanceProperty(fget=f, **k)
class Y:
    """cls doc"""
    @ip(classval="class doc")
    def __doc__(self): return "inst doc"
    @ip(classval="nm")
    def __name__(self): return "inst name"
print(Y.__doc__, Y().__doc__, Y.__name__, Y().__name__)
