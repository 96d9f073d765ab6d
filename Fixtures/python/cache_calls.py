# Call sites that see many kinds of callees and argument shapes.
def f0(): return "f0"
def f1(a): return ("f1", a)
def f2(a, b=2): return ("f2", a, b)
def fv(*a): return ("fv", a)
def fk(**k): return ("fk", sorted(k.items()))
def fall(a, /, b=0, *c, d=1, **e): return ("fall", a, b, c, d, sorted(e.items()))
def gen(a): yield a


class Callee:
    def __init__(self, *args): self.args = args
    def __call__(self, *args): return ("instance", args)
    def method(self, *args): return ("method", args)
    @staticmethod
    def static(*args): return ("static", args)
    @classmethod
    def klass(cls, *args): return ("class", cls.__name__, args)
    def __repr__(self): return f"Callee{self.args}"


class Plain:
    def __repr__(self): return "Plain()"


class New:
    def __new__(cls, *args): return ("new", args)


import functools

o = Callee()
callees = [f0, f1, f2, fv, fk, fall, Callee, Plain, New, o, o.method, Callee.static, o.klass, len, str, int, list,
           tuple, lambda *a, **k: ("lambda", a, sorted(k.items())), functools.partial(f2, 10), max, print, type,
           "x{}y".format, [1].append, {"a": 1}.get, dict, range, Exception, isinstance, abs, sorted, gen]
arguments = [((), {}), ((1,), {}), (("ab",), {}), ((1, 2), {}), (([3, 1],), {}), ((), {"a": 1}), ((1,), {"b": 2}),
             ((1, 2, 3), {"d": 4, "z": 5})]


def site(f, a, k):
    if not k:
        if len(a) == 0:
            return f()
        if len(a) == 1:
            return f(a[0])
        if len(a) == 2:
            return f(a[0], a[1])
    return f(*a, **k)


def show(x):
    if isinstance(x, Exception):
        return f"{type(x).__name__}({x})"
    text = repr(x)
    return text.split(" at ")[0]


own_callees = callees[:13] + [gen]
for callee in callees:
    row = []
    for a, k in arguments:
        try:
            row.append(show(site(callee, a, k)))
        except (TypeError, ValueError, IndexError) as error:
            own = callee in own_callees
            row.append(str(error).replace("__main__.", "") if own else "refused")
    print(getattr(callee, "__name__", type(callee).__name__), row)


def direct(n):
    out = []
    for i in range(n):
        out.append(f2(i))
        out.append(f2(i, b=i))
        out.append(f2(b=1, a=i))
        out.append(fall(i, i, i, d=i, e=i))
        out.append(fv(*range(i % 3), i))
        out.append(fk(x=i, **{"y": i}))
        out.append(o.method(i))
        out.append(Callee(i).args)
    return out


print(len(direct(100)), direct(3)[-8:])
f2.__defaults__ = ("new default",)
print(f2(1), [f2(i) for i in range(2)])
fall.__kwdefaults__["d"] = "changed"
print(fall(1))
f1.__code__ = (lambda a: ("replaced", a)).__code__
print([f1(i) for i in range(2)])


def recursive(n, acc=()): return acc if n == 0 else recursive(n - 1, acc=(*acc, n)) if n % 2 else recursive(n - 1,
    (*acc, -n))


print(recursive(8))
table = {"add": lambda a, b: a + b, "neg": lambda a: -a, "join": "-".join, "up": str.upper}
for name, args in [("add", (1, 2)), ("neg", (5,)), ("join", (["a", "b"],)), ("up", ("x",)), ("add", ("a", "b"))] * 2:
    print(table[name](*args), end=" ")
print()
