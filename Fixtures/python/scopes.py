# Names: global, local, builtin, class bodies, shadowing, del, comprehension scopes, nested functions.
x = "global"


def reads(): return x


def assigns():
    x = "local"
    return x


def declares():
    global x, fresh
    x = "changed"
    fresh = "made in a function"


print(reads(), assigns(), x)
declares()
print(reads(), x, fresh)


def shadow_builtin():
    len = lambda value: "shadowed"
    return len([1, 2])


print(shadow_builtin(), len([1, 2]))
list_before = list
list = "hidden builtin"
print(list)
del list
print(list is list_before, list("ab"))
print(abs(-1))
abs = lambda value: "mine"
print(abs(-1))
del abs
print(abs(-1))


class Scope:
    x = "class"
    y = x + "!"
    items = [x for _ in range(1)]

    def method(self): return x
    def through(self): return self.x
    z = (lambda: x)()
    nested = [[a + b for a in "ab"] for b in "cd"]


print(Scope.x, Scope.y, Scope.items, Scope().method(), Scope().through(), Scope.z, Scope.nested)


def outer():
    x = "outer"

    class Inner:
        y = x
        def get(self): return x
        x = "inner class"
        z = x if False else "z"

    return Inner.y if hasattr(Inner, "y") else None, Inner().get()


try:
    print(outer())
except NameError as error:
    print(error)


def class_global():
    class Uses:
        global classy
        classy = "set by a class body"
        x = x
    return Uses.x


print(class_global(), classy)


def conditional(flag):
    if flag:
        value = 1
    try:
        return value
    except UnboundLocalError as error:
        return str(error)


print(conditional(True), conditional(False))


def parameters(x, y=x): return x, y


x = "later"
print(parameters("p"))


def loop_variable():
    for i in range(3):
        pass
    [i for i in range(10)]
    return i


print(loop_variable())


def levels():
    a = 1
    def one():
        b = a + 1
        def two():
            nonlocal b
            c = a + b
            b = 100
            def three():
                nonlocal a
                a = c + b
                return a, b, c
            return three()
        return two(), b
    return one(), a


print(levels())


def exec_scope():
    a = 1
    space = {"a": 10}
    exec("b = a + 1", space)
    return space["b"], a


print(exec_scope(), [f() for f in [(lambda n: lambda: n)(i) for i in range(3)]])
def star_names(*x, **y): return x, y
print(star_names(1, k=2))
try:
    exec("def f():\n    print(q)\n    global q")
except SyntaxError as error:
    print(error.msg)
for source in ("def f():\n    nonlocal q", "nonlocal q", "def f(a):\n    global a",
               "def f():\n    q = 1\n    global q", "def f(a, a): pass", "class C:\n    nonlocal q",
               "def f():\n    x = 1\n    def g():\n        x = 2\n        nonlocal x"):
    try:
        exec(source)
    except SyntaxError as error:
        print(error.msg)
