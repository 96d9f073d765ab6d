# is, copies, mutability, default arguments, aliases: what shares and what does not.
a = [1, 2]
b = a
c = a[:]
d = list(a)
b.append(3)
print(a, b, c, d, a is b, a is c, a == b)
t = (a, 5)
a.append(4)
print(t, t[0] is a)
x = y = {}
x["k"] = 1
print(y, x is y, {} is {}, [] is [])
rows = [[0] * 2] * 3
rows[0][0] = 9
print(rows, [id(r) == id(rows[0]) for r in rows])


def append_to(item, target=[]):
    target.append(item)
    return target


print(append_to(1), append_to(2), append_to(3, []), append_to.__defaults__)


def rebind(lst):
    lst = lst + [99]
    return lst


def mutate(lst):
    lst += [99]
    return lst


orig = [1]
print(rebind(orig), orig, mutate(orig), orig, mutate(orig) is orig)
print(None is None, True is True, (1 < 2) is True, type(5) is int, NotImplemented is NotImplemented, ... is Ellipsis)
s1 = "hello"
s2 = "hel" + "lo"
n1, n2 = 256, 255 + 1
print(s1 == s2, n1 == n2, s1 is s1, n1 is n1)


class Shared:
    items = []
    count = 0

    def add(self, x):
        self.items.append(x)
        self.count += 1


p, q = Shared(), Shared()
p.add(1)
q.add(2)
q.add(3)
print(p.items, q.items, p.items is q.items, p.count, q.count, Shared.count, "count" in p.__dict__)
print("items" in p.__dict__)
m1 = p.add
m2 = p.add
print(m1 == m2, m1.__self__ is p, m1 is m2, Shared.add is Shared.add, hash(m1) == hash(m2))
f = lambda: 0
g = lambda: 0
print(f == f, f == g, f is f, len({f, g, f}))
import copy

nested = {"list": [1, [2]], "tuple": ([3],)}
shallow, deep = dict(nested), copy.deepcopy(nested)
nested["list"][1].append("x")
nested["tuple"][0].append("y")
nested["new"] = 1
print(shallow, deep)
it = iter([1, 2, 3])
print(iter(it) is it, list(it), list(it), zip() is zip(), range(3) == range(3), range(3) is range(3))
lst = [1, 2, 3, 4]
for i in lst:
    if i == 2:
        lst.remove(i)
print(lst)
word = "abc"
old = word
word += "d"
print(old, word, old is word)
num = 10
ref = num
num += 1
print(ref, num)
tup = (1, [2])
try:
    tup[1] += [3]
except TypeError:
    print(tup)
del a
print(b, t[0] is b)
