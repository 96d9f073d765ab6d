# copy and deepcopy: containers, cycles, shared parts, memo, custom hooks.
import copy


class Node:
    def __init__(self, name, links=None):
        self.name = name
        self.links = links or []


a = [1, [2, 3], {"k": [4]}]
b, c = copy.copy(a), copy.deepcopy(a)
a[1].append("changed")
a[2]["k"].append("changed")
print(a, b, c, b[1] is a[1], c[1] is a[1])
shared = [0]
s = copy.deepcopy([shared, shared])
print(s[0] is s[1], s[0] is shared)
cycle = [1]
cycle.append(cycle)
cc = copy.deepcopy(cycle)
print(cc, cc[1] is cc, cc is cycle)
n = Node("root")
n.links = [Node("child", [n]), n]
m = copy.deepcopy(n)
print(m.name, m.links[0].links[0] is m, m.links[1] is m, m is n, copy.copy(n).links is n.links)
for atom in (5, 2.5, "text", None, True, b"x", (1, 2), frozenset([1]), range(3), len, int, ..., NotImplemented):
    print(copy.copy(atom) is atom, copy.deepcopy(atom) is atom, end=" ")
print()
t = (1, [2])
print(copy.copy(t) is t, copy.deepcopy(t) is t, copy.deepcopy(t) == t, copy.deepcopy({(1, 2): {3}}))
print(copy.deepcopy(bytearray(b"ab")), copy.copy({1, 2}) == {1, 2})
print(copy.deepcopy([set([1]), frozenset([2])]))


class Custom:
    def __init__(self, v): self.v = v

    def __copy__(self):
        print("__copy__")
        return Custom(self.v + 1)

    def __deepcopy__(self, memo):
        print("__deepcopy__", type(memo).__name__)
        return Custom(copy.deepcopy(self.v, memo) + 2)


print(copy.copy(Custom(1)).v, copy.deepcopy(Custom(1)).v, copy.deepcopy([Custom(5)])[0].v)


class State:
    def __init__(self): self.kept, self.dropped = [1], "secret"

    def __getstate__(self): return {"kept": self.kept}

    def __setstate__(self, state):
        self.__dict__.update(state)
        self.restored = True


r = copy.deepcopy(State())
print(r.kept, hasattr(r, "dropped"), r.restored)


class Slots:
    __slots__ = ("a", "b")

    def __init__(self): self.a = [1]


x = Slots()
y, z = copy.copy(x), copy.deepcopy(x)
print(y.a is x.a, z.a is x.a, z.a, hasattr(z, "b"))


class Reduced:
    def __init__(self, *args): self.args = args
    def __reduce__(self): return Reduced, ("rebuilt",) + self.args


print(copy.copy(Reduced(1)).args, copy.deepcopy(Reduced(2)).args)


class MyList(list):
    pass


l = MyList([[1], 2])
l.tag = ["t"]
k = copy.deepcopy(l)
print(k, type(k).__name__, k.tag, k.tag is l.tag, k[0] is l[0], type(copy.copy(l)).__name__)


class MyDict(dict):
    def __init__(self, *args):
        super().__init__(*args)
        self.extra = 1


print(copy.deepcopy(MyDict({"a": [1]})), copy.copy(MyDict()).extra)
memo = {}
first = [1]
once = copy.deepcopy(first, memo)
again = copy.deepcopy(first, memo)
print(once is again, len(memo) > 0)
deep = []
for _ in range(100):
    deep = [deep]
print(str(copy.deepcopy(deep)) == str(deep))
try:
    copy.copy((i for i in []))
except TypeError as error:
    print(error)
print(copy.Error.__name__, copy.replace if hasattr(copy, "replace") else "no replace")
print(copy.deepcopy(Node).__name__, copy.copy(Node) is Node)
methods = copy.deepcopy({"f": n.__init__})
print(methods["f"].__self__ is n, copy.deepcopy(ValueError("v", [1])).args)
print(copy.deepcopy(slice(1, 2)), copy.deepcopy([print]) == [print])
