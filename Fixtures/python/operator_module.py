# operator: functions for every operator, getters, in-place forms.
import operator as op

print(op.add(1, 2), op.sub(5, 3), op.mul(2, 3), op.truediv(7, 2), op.floordiv(7, 2), op.mod(7, 3))
print(op.pow(2, 5), op.neg(5), op.pos(-5), op.abs(-3), op.lshift(1, 4), op.rshift(16, 2))
print(op.and_(6, 3), op.or_(6, 3), op.xor(6, 3), op.invert(5), op.inv(5), op.index(True))
print(op.lt(1, 2), op.le(2, 2), op.eq(1, 1.0), op.ne(1, 2), op.ge(1, 2), op.gt(2, 1), op.not_([]))
print(op.truth([0]), op.is_(None, None), op.is_not(1, None), op.contains([1, 2], 2))
print(op.concat([1], [2]), op.countOf([1, 1, 2], 1), op.indexOf([5, 6], 6))
print(op.getitem({"a": 1}, "a"), op.getitem([1, 2, 3], slice(1, None)), op.length_hint([1, 2]))
print(op.length_hint(iter(range(5))), op.length_hint(object(), 7))
d = {"a": 1}
op.setitem(d, "b", 2)
op.delitem(d, "a")
print(d, op.iadd([1], [2]), op.isub(5, 1), op.imul(2, 3), op.itruediv(1, 2), op.ifloordiv(7, 2))
print(op.imod(7, 4), op.ipow(2, 3), op.ilshift(1, 2), op.irshift(8, 1), op.iand(6, 2))
print(op.ior({1}, {2}), op.ixor(5, 1), op.iconcat("a", "b"))


class Matrix:
    def __matmul__(self, other): return "matmul"
    def __imatmul__(self, other): return "imatmul"


print(op.matmul(Matrix(), 1), op.imatmul(Matrix(), 1))
get = op.itemgetter(1)
two = op.itemgetter("a", "b")
print(get([5, 6]), two({"a": 1, "b": 2, "c": 3}), op.itemgetter(slice(1, 3))("abcd"))
print(op.itemgetter(-1)("xyz"), get, two, sorted([(1, "b"), (2, "a")], key=get))
print(list(map(op.itemgetter(0), ["ab", "cd"])))


class Thing:
    def __init__(self, name, inner=None): self.name, self.inner = name, inner
    def shout(self, mark="!", times=1): return self.name.upper() + mark * times


t = Thing("t", Thing("deep"))
print(op.attrgetter("name")(t), op.attrgetter("inner.name")(t))
print(op.attrgetter("name", "inner.name")(t), op.attrgetter("name"), op.methodcaller("shout")(t))
print(op.methodcaller("shout", "?", times=3)(t), op.methodcaller("shout", 1, a=2))
print([x.name for x in sorted([Thing("b"), Thing("a")], key=op.attrgetter("name"))])
for action in (lambda: op.add(1, "a"), lambda: op.itemgetter(), lambda: op.itemgetter(5)([1]),
               lambda: op.attrgetter(5), lambda: op.attrgetter("zz")(t), lambda: op.attrgetter("name.zz")(t),
               lambda: op.methodcaller(), lambda: op.methodcaller("zz")(t), lambda: op.truediv(1, 0),
               lambda: op.getitem([1], "a"), lambda: op.indexOf([1], 9), lambda: op.index(1.5),
               lambda: op.concat(1, 2), lambda: op.contains(5, 1), lambda: op.lt(1, "a"), lambda: op.neg("a"),
               lambda: op.add(1), lambda: op.countOf(5, 1), lambda: op.length_hint(5, "a"),
               lambda: op.delitem({}, "k")):
    try:
        print(action())
    except (TypeError, IndexError, AttributeError, ZeroDivisionError, ValueError, KeyError) as error:
        print(type(error).__name__, error)
table = {"+": op.add, "-": op.sub, "*": op.mul, "/": op.truediv}


def evaluate(text):
    stack = []
    for token in text.split():
        if token in table:
            b, a = stack.pop(), stack.pop()
            stack.append(table[token](a, b))
        else:
            stack.append(float(token))
    return stack[0]


print(evaluate("3 4 + 2 *"), evaluate("1 2 / 3 -"), op.add.__name__, op.__add__(1, 2))
print(op.__getitem__("ab", 1), op.call(len, "abc") if hasattr(op, "call") else None)
print(list(map(op.mul, [1, 2], [3, 4])), max(op.itemgetter(2, 0)("abc")))
