"""Definitions: functions of several shapes, generator functions, and classes that all follow one protocol.

Every generated class answers to the same methods and attributes, each written in one of several ways, so that any
instance may stand where any other does: sites become polymorphic by themselves.
"""
import ast
import contextlib
import textwrap

import grammar

# How functions may be called: parameters, what they are inside, and the argument lists that fit.
SIGNATURES = [
    ("x", ["x"], ["(<int>)", "(<int>)", "(x=<int>)", "(*[<int>])"]),
    ("x, y", ["x", "y"], ["(<int>, <int>)", "(<int>, y=<int>)", "(y=<int>, x=<int>)", "(*<tuple>[:2])", "(<int>, *[<int>])"]),
    ("x, y=3", ["x", "y"], ["(<int>)", "(<int>, <int>)", "(<int>, y=<int>)", "(*<tuple>[:2])"]),
    ("x, y=2, z=-1", ["x", "y", "z"], ["(<int>)", "(<int>, <int>, <int>)", "(<int>, z=<int>)", "(x=<int>, z=<int>)",
                                       "(<int>, **{'z': <int>})"]),
    ("x, *args", ["x"], ["(<int>)", "(<int>, <int>)", "(<int>, <int>, <int>)", "(*<tuple>)", "(<int>, *<list>)"]),
    ("x, *, y=5", ["x", "y"], ["(<int>)", "(<int>, y=<int>)", "(<int>, **{'y': <int>})"]),
    ("x=1, **named", ["x"], ["()", "(<int>)", "(<int>, a=<int>)", "(<int>, a=<int>, b=<int>)", "(**{'c': <int>})"]),
    ("x, /, y=4, *args, z=6, **named", ["x", "y", "z"], [
        "(<int>)", "(<int>, <int>)", "(<int>, <int>, <int>)", "(<int>, z=<int>)", "(<int>, w=<int>)",
        "(<int>, <int>, *<list>, z=<int>)", "(*<tuple>, **{'q': <int>})"]),
    ("x, y", ["x", "y"], ["(<int>, <int>)", "(<int>, <int>)", "(<int>, <int>)", "(<int>)", "(<int>, <int>, <int>)", "(<int>, q=1)"]),
]

GENERATORS = [
    ["for i in range(n):", "    yield i * m"],
    ["while n > 0:", "    n -= 1", "    yield n + m"],
    ["for i in range(n):", "    got = yield i", "    if got is not None: m += got", "    if m > 1 << 80: m = 0", "yield m"],
    ["try:", "    for i in range(n):", "        yield m - i", "finally:", "    G0.append(n)", "    del G0[:-4]"],
    ["yield m", "yield from range(n)", "return 7"],
    ["result = yield from other(n, m)", "yield result or m"],
    ["if n < 2:", "    return", "yield n", "for x in other(n - 2): yield x + 1"],
    ["for i in range(n):", "    try:", "        yield i", "    except ValueError as error:", "        yield len(error.args) + m"],
    ["for i in range(3):", "    for j in range(n):", "        if i == j: continue", "        yield i * 10 + j"],
    ["a, b = 0, 1", "while a < 40 and n >= 0:", "    yield a", "    a, b = b, a + b + (m & 3)"],
    ["yield from (x * m % 101 for x in range(n))", "if n == 4: raise ValueError('four')"],
    ["stack = [n]", "while stack:", "    n = stack.pop()", "    yield n", "    if n > 1: stack.extend([n - 1, n // 2 - 1])",
     "    del stack[9:]", "    m -= 1", "    if m < -20: break"],
]

# Methods of the protocol and the ways to write them. <e> is an expression of self.a, self.b and the parameters.
METHODS = {
    "m0(self, x)": [
        ["return <e>"], ["if x > self.a: return <e>", "return <e>"], ["self.a = (self.a + x) % 1009", "return <e>"],
        ["self.b, y = x % 97, self.b", "return y + <e>"], ["for i in range(3):", "    x += i * self.b", "return x"],
        ["return self.m1(x, 1) + self.k"], ["try:", "    return x // self.b", "except ZeroDivisionError:", "    return <e>"],
        ["return self.p + x"], ["total = 0", "for item in self.items: total += item * x", "return total"]],
    "m1(self, x=1, y=2)": [
        ["return <e>"], ["return x * 2 - y"], ["self.f += 0.5", "return x + y"], ["return (lambda z: z + x)(y)"],
        ["if y > x: raise ValueError(y)", "return x - y"], ["return max(x, y, self.a)"]],
    "p(self)": [["return self.a + 1"], ["return <e>"], ["self.b += 1", "return self.b % 31"], ["return self.a * self.b % 1009"]],
    "s0(x)": [["return x + 1"], ["return -x"], ["return x ^ 5"]],
    "c0(cls, x)": [["return cls.k + x"], ["return x - 1"], ["return len(cls.__name__) * x"]],
    "make(cls, x)": [["return cls(x % 1009)"], ["return cls(x % 97, 3)"]],
    "pair(self)": [["return (self.a, self.b)"], ["return self.b, self.a, self.k"]],
    "__add__(self, other)": [
        ["if isinstance(other, int): return type(self)(clip(self.a + other), self.b)",
         "if isinstance(other, Base): return type(self)(clip(self.a + other.a), self.b)", "return NotImplemented"],
        ["return type(self)((self.a + other.a) % 65537, other.b) if isinstance(other, Base) else NotImplemented"],
        ["a = getattr(other, 'a', other)", "return self.__class__(a % 1009, self.b)"]],
    "__radd__(self, other)": [
        ["return self + other"], ["return self.__class__(other % 1009, self.a % 7)"], ["return NotImplemented"]],
    "__sub__(self, other)": [
        ["return self.a - other.a"], ["return NotImplemented"], ["return (self.a - other.b) * self.k"]],
    "__rsub__(self, other)": [["return 5"], ["return NotImplemented"]],
    "__mul__(self, other)": [
        ["return type(self)(self.a * other % 1000003, self.b)"], ["return NotImplemented"],
        ["if other < 0: return NotImplemented", "return self"]],
    "__rmul__(self, other)": [["return type(self)(self.a * other % 1009)"], ["return NotImplemented"]],
    "__neg__(self)": [["return type(self)(-self.a, self.b)"], ["return self"]],
    "__eq__(self, other)": [
        ["return isinstance(other, Base) and self.a == other.a"], ["return self is other"],
        ["if not isinstance(other, Base): return NotImplemented", "return (self.a, self.b) == (other.a, other.b)"]],
    "__lt__(self, other)": [["return self.a < other.a"], ["return NotImplemented"], ["return self.b < other.b"]],
    "__gt__(self, other)": [["return self.a > other.a"], ["return NotImplemented"]],
    "__bool__(self)": [["return self.a > 3"], ["return self.b % 2 == 0"], ["return True"]],
    "__len__(self)": [["return abs(self.a) % 7"], ["return len(self.items)"], ["return -1 if self.a == 13 else 2"]],
    "__getitem__(self, index)": [
        ["return self.items[index]"], ["if index > 5: raise IndexError(index)", "return index * self.b"], ["return (self.a, self.b)[index & 1]"]],
    "__setitem__(self, index, value)": [["self.items[index % 3:] = [value]"], ["self.b = value % 1009"]],
    "__iter__(self)": [
        ["return iter((self.a, self.b, 3))"], ["yield self.a", "yield self.b"], ["for x in self.items[:5]:", "    yield x + 1"],
        ["return Steps(self.b % 5)"]],
    "__contains__(self, item)": [["return item in self.items"], ["return item == self.a"]],
    "__call__(self, x)": [["return x + self.a"], ["return self.m0(x)"], ["self.b = x % 7", "return x * 2"]],
    "__int__(self)": [["return self.a"], ["return clip(self.a + self.b)"]],
    "__float__(self)": [["return self.f"], ["return self.a / 2"]],
    "__repr__(self)": [["return f'{type(self).__name__}({self.a}, {self.b})'"], ["return '<%s %s>' % (self.__class__.__name__, self.a)"]],
    "__enter__(self)": [["self.b += 1", "return self"], ["return self"]],
    "__exit__(self, kind, error, trace)": [
        ["self.b -= 1", "return kind is ValueError"], ["return False"], ["return kind is not None and issubclass(kind, ArithmeticError)"]],
}
OPTIONAL = {
    "__iadd__(self, other)": [["self.a = clip(self.a + other)", "return self"]],
    "__getattr__(self, name)": [["if name == 'extra': return self.a", "raise AttributeError(name)"]],
    "__hash__(self)": [["return 7"]],
    "__ne__(self, other)": [["return not self == other"]],
    "__setattr__(self, name, value)": [["object.__setattr__(self, name, value)"]],
}
DECORATORS = {"p": "@property", "pair": "@property", "s0": "@staticmethod", "c0": "@classmethod", "make": "@classmethod"}


def assigned_names(lines):
    """The names that a function assigns or deletes itself, not in functions inside of it."""
    names, queue = set(), list(ast.parse(textwrap.dedent("\n".join(lines))).body[0].body)
    while queue:
        node = queue.pop()
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names.add(node.id)
        if isinstance(node, ast.FunctionDef):
            names.add(node.name)
        else:
            queue.extend(ast.iter_child_nodes(node))
    return names


class Definitions:
    """Methods of the Writer that write one definition each."""

    @contextlib.contextmanager
    def define(self, signature, parameters, returns=""):
        """A function: inside, variables of functions around it can be read, those of the module assigned too."""
        saved = {name: getattr(self, name) for name in (
            "scope", "fixed", "loops", "weight", "broken", "returns", "kept", "nested", "inside")}
        self.scope = {name: kind for name, kind in self.scope.items()}
        self.fixed = set(self.scope) - self.outer
        self.scope.update(parameters)
        self.fixed -= set(parameters)
        self.nested = bool(self.fixed)
        self.broken, self.returns, self.kept, self.inside = [], returns, set(), True
        self.weight, self.loops = 1, 0
        with self.block("def %s:" % signature):
            start = len(self.lines)
            yield
            shared = assigned_names(self.lines[start - 1:]) & (self.outer | self.rebindable())
            if shared:
                self.lines.insert(start, "    " * self.indentation + "global " + ", ".join(sorted(shared)))
        for name, value in saved.items():
            setattr(self, name, value)

    def rebindable(self):
        return {name for name, *_ in self.functions} | {"clip", "make_adder"}

    def plain_function(self, index):
        name = "f%d" % index
        parameters, inside, calls = self.pick(SIGNATURES)
        before, self.cost, self.limit = self.cost, 0, index - 1
        self.allowed = 900
        with self.define("%s(%s)" % (name, parameters), dict.fromkeys(inside, "int"), "int"):
            self.line("result = " + self.expression("int", 1))
            self.scope["result"] = "int"
            if "args" in parameters:
                self.line(self.pick(["result += len(args)", "for item in args: result += scalar(item)", "result ^= sum(args) if args else 1"]))
            if "named" in parameters:
                self.line(self.pick(["result += len(named)", "for key, item in named.items(): result += scalar(item)",
                                     "result -= scalar(named.get('a', 2))"]))
            self.body(self.random.randrange(1, 6), 2)
            self.line("return " + self.pick(["result", "result", "clip(result)", "result & 0xFFFF", self.expression("int", 1)]))
        cost, self.cost = self.cost + 5, before + self.cost
        self.functions.append((name, calls, cost))

    def recursive_function(self, index):
        name = "f%d" % index
        before, self.cost, self.limit = self.cost, 0, index - 1
        twice = self.chance(0.4)
        with self.define("%s(n, x=1)" % name, {"n": "int", "x": "int"}, "int"):
            self.fixed.add("n")
            with self.block("if n <= 0:"):
                self.line("return " + self.expression("cut", 1))
            self.allowed = 60
            self.body(self.few(), 1)
            self.fixed.discard("n")
            self.line("return " + self.fill(self.pick(
                ["%(f)s(n - 1) + %(f)s(n - 2, x + 1) % 1009", "max(%(f)s(n - 1), %(f)s(n - 2)) + <k>"] if twice else
                ["<cut> + %(f)s(n - 1, x)", "%(f)s(n - 1, x * 3 % 1009)", "n * %(f)s(n - 1) % 1000003", "x - %(f)s(n - 1, -x)"]
            ).replace("%(f)s", name), 1)[0])
        cost, self.cost = (self.cost + 8) * (30 if twice else 12), before + self.cost
        calls = ["(<tiny>)", "(5, <int>)", "(n=6)"] if twice else ["(<tiny>, <int>)", "(9)", "(12, x=<int>)"]
        self.functions.append((name, calls, cost))

    def generator_function(self, index):
        name = "g%d" % index
        body = self.pick([lines for lines in GENERATORS if index or not any("other" in text for text in lines)])
        other = "g%d" % self.random.randrange(index) if index else ""
        self.line("def %s(n, m=%s):" % (name, self.random.randrange(-3, 9)))
        for text in body:
            self.line("    " + text.replace("other", other))
        self.generators.append(name)

    def class_definition(self, index):
        name = "C%d" % index
        base = self.pick(self.classes) if self.classes and self.chance(0.75) else "Base"
        root = base == "Base"
        self.line("class %s(%s):" % (name, base))
        self.indentation += 1
        if root and self.chance(0.3):
            self.line("__slots__ = ('a', 'b', 'f', 's', 'items'%s)" % self.pick(["", ", 'extra'"]))
        if root or self.chance(0.4):
            self.line("k = %d" % self.random.randrange(-3, 20))
        if root:
            self.line("def __init__(self, a=1, b=2):")
            for text in ["self.a = a", "self.b = b", "self.f = a * 0.5", "self.s = 's%d' % (b % 10)", "self.items = [a % 7, b % 5, 1]"]:
                self.line("    " + text)
        elif self.chance(0.3):
            self.line("def __init__(self, a=3, b=4):")
            self.line("    super().__init__(%s)" % self.pick(["a, b", "b, a", "a + 1, b=b", "*(a, b)"]))
            if self.chance(0.5):
                self.line("    self.extra = a")
        chosen = list(METHODS) if root else self.random.sample(list(METHODS), self.random.randrange(1, 8))
        chosen += [signature for signature in OPTIONAL if self.chance(0.15)]
        for signature in chosen:
            self.method(signature, root)
        self.indentation -= 1
        self.classes.append(name)

    def method(self, signature, root):
        short = signature.split("(")[0]
        if short in DECORATORS:
            self.line(DECORATORS[short])
        self.line("def %s:" % signature)
        parameters = signature.partition("(")[2].rstrip(")").replace("=1", "").replace("=2", "").split(", ")
        first = parameters[0] if parameters[0] in ("self", "cls") else ""
        if not root and first and self.chance(0.4) and short in ("m0", "m1", "p", "c0", "__len__", "__add__", "__eq__", "__call__"):
            call = "super().%s" % short if short == "p" else "super().%s(%s)" % (short, ", ".join(parameters[1:]))
            plus = "" if short in ("__add__", "__eq__", "__len__") else self.pick([" + 1", " - self.a" if first == "self" else "", ""])
            self.line("    return " + call + plus)
        else:
            inside = {"self.a": "int", "self.b": "int", "self.k": "int"} if first == "self" else {}
            inside.update((name, "int") for name in parameters[1:])
            for text in self.pick({**METHODS, **OPTIONAL}[signature]):
                self.line("    " + (text.replace("<e>", self.arithmetic(list(inside))) if "<e>" in text else text))
        if short == "p" and self.chance(0.7):
            self.line("@p.setter")
            self.line("def p(self, value):")
            self.line("    " + self.pick(["self.a = value", "self.b = value % 1009", "self.a, self.b = self.b, value"]))

    def arithmetic(self, names):
        """A short sum of names; methods call nothing that could call them again."""
        parts = [self.pick(names), self.pick(["+", "-", "*", "^", "&", "|"]), self.pick(names + ["1", "3", "7", "1000"])]
        if self.chance(0.4):
            parts = ["(", *parts, ")", self.pick(["% 1009", "// 3", "+ 1", ">> 2", "- 5"])]
        return " ".join(parts).replace("( ", "(").replace(" )", ")")
