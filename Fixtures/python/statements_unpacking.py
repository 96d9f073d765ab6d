# Assignment forms: chained, starred, augmented targets, annotations, walrus, del, evaluation order.
log = []


def seen(tag, value=None):
    log.append(tag)
    return value


class Box:
    def __init__(self): self.items = {}
    def __setitem__(self, key, value): log.append(("set", key, value))

    def __getitem__(self, key):
        log.append(("get", key))
        return 10


box = Box()
seen("a", box)[seen("key", 1)] = seen("value", 5)
print(log)
log.clear()
seen("object", box)[seen("key", 2)] += seen("value", 3)
print(log)
log.clear()
box[0], box[1] = seen("x", 1), seen("y", 2)
box[3] = box[4] = seen("once", 9)
print(log)
a = b = c = []
a.append(1)
print(b, c is a)
x, (y, *z), w = 1, (2, 3, 4), 5
[p, q], *r = [(1, 2), 3, 4]
print(x, y, z, w, p, q, r)
i = 0
values = [10, 20, 30]
i, values[i] = 1, "zero"
print(i, values)
*head, = "abc"
print(head)
for k, (m, *n) in {"a": (1, 2, 3)}.items():
    print(k, m, n)
if (length := len("hello")) > 3:
    print("long", length)
while (item := values.pop()) != "zero":
    print("popped", item)
print([last := v for v in range(3)], last, (t := 5) + t, [u for u in range(5) if (double := u * 2) > 4], double)
count: int = 5
label: "text"
print(count, __annotations__)
try:
    label
except NameError as error:
    print(error)


class Annotated:
    size: int = 3
    name: str

    def method(self, a: int, b: "Annotated" = None) -> list[int]: return [a]


print(Annotated.__annotations__, Annotated.method.__annotations__)
data = {"list": [1, 2, 3], "n": {"deep": 5}}
data["list"][1] += 10
data["n"]["deep"] **= 2
data["list"] += [4]
data["new"], data["list"][0] = "v", 0
print(data)
del data["list"][0], data["new"], data["n"]["deep"]
print(data)


class Attr:
    total = 1


attr = Attr()
attr.total += 5
attr.other = attr.more = 2
attr.other *= 3
print(attr.total, Attr.total, attr.__dict__)
del attr.total, attr.more
print(attr.total, attr.__dict__)
one, two = two_values = [1, 2]
print(one, two, two_values)
n = 5
n += n; n -= 1; n *= 2; n //= 4; n %= 3; n = -n
print(n, n if n > 0 else "negative", not n, n and 1, None or n, (n, n + 1)[n < 0])
s = "a"
s += "b" * 2
s *= 2
t = (1,)
t += (2,)
st = {1}
st |= {2}
fs = st
fs -= {1}
print(s, t, st)
del a, (b, c), [x]
for name in ("a", "b", "c", "x"):
    print(name in globals(), end=" ")
print()
try:
    del undefined
except NameError as error:
    print(error)


def local_delete():
    v = 1
    del v
    try:
        return v
    except UnboundLocalError as error:
        return str(error)


print(local_delete())
assert True, "never evaluated"
try:
    assert 1 == 2, f"got {1}"
except AssertionError as error:
    print(repr(error))
try:
    assert not [1]
except AssertionError as error:
    print(repr(error), error.args)
pass; ...; "a string statement"; None
if True: print("one line"); print("two statements")
