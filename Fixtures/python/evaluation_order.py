# In which order operands, arguments, targets, keys and values are evaluated.
log = []


def n(tag, value=None):
    log.append(tag)
    return value if value is not None else tag


def flush():
    print(" ".join(map(str, log)))
    log.clear()


class Obj:
    def __getattr__(self, name):
        log.append("get" + name)
        return 1

    def __setattr__(self, name, value): log.append("set" + name)
    def __getitem__(self, key): log.append(f"item{key}"); return 1
    def __setitem__(self, key, value): log.append(f"setitem{key}")
    def __delitem__(self, key): log.append(f"delitem{key}")


o = Obj()
n(1) + n(2) * n(3) - n(4); flush()
[n("a"), n("b")], {n("k"): n("v"), n("k2"): n("v2")}, (n("c"),); flush()
print(n("x"), *n("args", [1]), sep=n("sep", "-"), **n("kw", {"end": "\n"})); flush()
n("o", o).attr = n("value"); flush()
n("o", o)[n("key")] = n("value"); flush()
n("o", o)[n("key")] += n("value", 1); flush()
n("o", o).attr += n("value", 1); flush()
a, o.x, o[n("i")] = n("l", [1, 2, 3]); flush()
n("f", print)(n("arg")); flush()
n("t", True) if n("cond", 0) else n("f"); flush()
n(0) < n(1) < n(2) > n(5) < n(9); flush()
n("a", 0) or n("b", 0) or n("c"); flush()
del n("o", o)[n("d")]; flush()
for o.v in n("it", [1, 2]):
    n("body")
flush()
[n("e") for n2 in n("outer", [1, 2]) if n("if", True) for _ in n("inner", [0])]; flush()
{n("dk"): n("dv") for _ in n("src", [1, 2])}; flush()
lambda a=n("default"): n("never"); flush()


def function(a: n("annotation") = n("default")) -> n("return"): pass


flush()


@n("d1", lambda c: c)
@n("d2", lambda c: c)
class C(n("base", object), metaclass=n("meta", type)):
    n("class body")


flush()
x = y = o.z = n("chain"); flush()
n("s", "abc")[n("lo", 0):n("hi", 2):n("st", 1)]; flush()
f"{n('f1')} {n('f2'):{n('spec', '')}}"; flush()
n("a", 5) in n("b", [5]) , n("c") is n("d"); flush()
assert n("test"), n("message"); flush()
with n("ctx", open("/dev/null")) as o.file: n("inside")
flush()
