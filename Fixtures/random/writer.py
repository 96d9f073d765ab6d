"""Fills templates of the grammar and collects the lines of a program.

A Writer owns the random source, the scope (which variables of which kind may be read and assigned here), the lines, and
an estimate of what they cost: each line counts as often as the loops around it run it, so that every program ends soon.
"""
import contextlib
import random
import re

import grammar

HOLE = re.compile(r"<([a-z]+)([!@]?)>|\\(\d)")
AUGMENTED = re.compile(r"(<\w+@>(, )?)+ \S*= ")
WORD = re.compile(r"[A-Za-z_][\w.]*$|\d[\w.]*$|'[^']*'$")
PREFIXES = {
    "int": "n", "float": "x", "num": "m", "bool": "b", "str": "s", "list": "l", "mixed": "q", "tuple": "t", "dict": "d",
    "set": "z", "obj": "o", "fun": "h", "any": "v"}
SIMPLE = {
    "int": grammar.INT_LITERALS, "cut": ["0", "1", "3", "12", "-7", "2147483648", "2**61"],
    "float": grammar.FLOAT_LITERALS, "num": ["1", "-2", "0.5", "2.0", "1e10", "nan"], "bool": ["True", "False"],
    "str": grammar.STR_LITERALS, "list": ["[]", "[1, 2, 3]", "[5, -3, 8, 2, 0]", "[2**61, 7]", "[4] * 3"],
    "mixed": ["[1, 2.5, 'a', None]", "[0, -1, True]", "[None, 'zz', (1, 2)]"], "tuple": ["(1, 2)", "(3, -4, 5)"],
    "dict": ["{}", "{1: 2, 3: 4}", "{0: 5, 7: -1, 2: 2**62}"], "set": ["{1, 2}", "set()", "{3, 5, 8}"],
    "fun": ["abs", "(lambda x: x + 1)", "make_adder(3)", "(lambda x: -x)"], "gen": ["iter([1, 2, 3])", "iter(range(4))"],
    "any": ["None", "1", "2.5", "'any'", "(1, 'x')", "True"]}


class NoVariable(Exception):
    """A template asks for something that does not exist here; another one is tried."""


class Writer:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines = []
        self.indentation = 0
        self.weight = 1
        self.cost = 0
        self.loops = 0
        self.scope = {}        # name -> kind, of what may be read
        self.fixed = set()     # names that may not be assigned
        self.outer = set()     # names of the module
        self.names = 0
        self.functions = []    # (name, call templates, cost)
        self.generators = []
        self.classes = []
        self.calm = False      # whether forms that often raise are left out
        self.limit = 10        # highest function that may be called or put into another's place

    # Lines

    def line(self, text):
        self.lines.append("    " * self.indentation + text)
        self.cost += self.weight * (1 + len(text) // 12)

    @contextlib.contextmanager
    def block(self, head, times=1):
        """A head with its body. What the body defined is forgotten, now and then not: it may be unbound then."""
        self.line(head)
        start, known, weight = len(self.lines), dict(self.scope), self.weight
        self.indentation += 1
        self.weight *= times
        self.loops += times > 1
        yield
        if len(self.lines) == start:
            self.line("pass")
        self.loops -= times > 1
        self.weight = weight
        self.indentation -= 1
        if self.random.random() < 0.97:
            self.scope = {name: kind for name, kind in self.scope.items() if name in known}

    # Choice

    def chance(self, probability):
        return self.random.random() < probability

    def pick(self, choices):
        if not choices:
            raise NoVariable
        return self.random.choice(choices)

    def variables(self, kind, assignable=False):
        kinds = {"num": ("num", "int", "float"), "any": ("any", "num", "str", "mixed")}.get(kind, (kind,))
        if assignable:
            kinds = (kind,)
        return [name for name, its in self.scope.items()
                if its in kinds and not (assignable and (name in self.fixed or "." in name))]

    def fresh(self, kind):
        self.names += 1
        return PREFIXES[kind] + str(self.names)

    # Templates

    def fill(self, template, depth):
        """Returns the text, the new variables (name -> kind) and the text of the first hole."""
        if "lambda" in template:
            depth = 0
        texts, targets, fresh = [], [], {}
        changed = AUGMENTED.match(template)

        def hole(match):
            if match[3]:
                return texts[int(match[3]) - 1]
            kind, mark = match[1], match[2]
            if mark == "!":
                text = self.target(kind, fresh)
                # CPython 3.11 stores `a, a = 1, 2` in either order.
                if text in targets:
                    raise NoVariable
                targets.append(text)
            elif mark == "@":
                text = self.pick(self.variables(kind, assignable=changed and match.start() < changed.end()))
            else:
                text = self.expression(kind, depth)
                before, after = template[:match.start()], template[match.end():]
                delimited = (before.endswith(("(", "[", ", ", " = ", ": ")) or not before) and (
                    after.startswith((")", "]", ", ", ":")) or not after)
                if not (WORD.match(text) and not (text[0].isdigit() and after[:1] == ".")) and not delimited:
                    text = "(" + text + ")"
            texts.append(text)
            return text

        return HOLE.sub(hole, template), fresh, texts[0] if texts else ""

    def target(self, kind, fresh):
        if kind == "global":
            return self.pick(["G1", "G2", "G1", "G2", "G3", "G4", "G5", "G6"])
        if kind == "function":
            name = self.function()
            self.limit = int(name[1:])
            return name
        known = self.variables(kind, assignable=True)
        if known and self.chance(0.7):
            return self.pick(known)
        name = self.fresh(kind)
        fresh[name] = kind
        return name

    def function(self):
        return self.pick([name for name, *_ in self.functions if int(name[1:]) <= self.limit])

    def expression(self, kind, depth):
        if kind == "class":
            return self.pick(self.classes)
        if kind == "genfun":
            return self.pick(self.generators)
        if kind == "step":
            return self.pick(["1", "2", "3", "-1", "-2"])
        if kind == "function":
            return self.function()
        if kind == "call":
            return self.call(depth)
        for _ in range(20):
            try:
                if kind in PREFIXES and (depth <= 0 or self.chance(0.3)) or kind in SIMPLE and depth <= 0:
                    known = self.variables(kind)
                    if known and self.chance(0.8):
                        return self.pick(known)
                    if kind == "obj":
                        return self.pick(self.classes) + "(%d, %d)" % (self.random.randrange(9), self.random.randrange(99))
                    return self.pick(SIMPLE[kind])
                table = grammar.CALM_EXPRESSIONS if self.calm and self.chance(0.98) else grammar.EXPRESSIONS
                return self.fill(self.pick(table[kind]), depth - 1)[0]
            except NoVariable:
                continue
        return self.pick(SIMPLE[kind]) if kind in SIMPLE else "1"

    def call(self, depth):
        room = [function for function in self.functions if self.weight * function[2] < 4000]
        name, templates, cost = self.pick(room)
        self.cost += self.weight * cost
        return self.fill(name + self.pick(templates), depth - 1)[0]

    def simple(self, table, depth=3):
        """One statement from a table of templates, with the bound of what it assigned."""
        if self.calm and table is grammar.STATEMENTS and self.chance(0.98):
            table, depth = grammar.CALM_STATEMENTS, 2
        for _ in range(30):
            template = self.pick(table)
            limit = self.limit
            try:
                text, fresh, first = self.fill(template, depth)
            except NoVariable:
                continue
            finally:
                self.limit = limit
            self.line(text)
            kind = (HOLE.search(template) or [None, None])[1]
            self.scope.update(fresh)
            assigned = dict(fresh)
            if template.startswith("<" + str(kind)) and first in self.scope:
                assigned[first] = self.scope[first]
            for match in HOLE.finditer(template):
                if match[2] == "!":
                    assigned.update((name, its) for name, its in self.scope.items() if its == match[1] and name in text)
            if self.loops:
                for name, its in assigned.items():
                    self.bound(name, its, text)
            return
        self.line("pass")

    def bound(self, name, kind, text):
        if kind not in grammar.BOUNDS:
            return
        if kind == "int" and not re.search(r"\*|<<|clip|sum|pow|\(", text) and self.chance(0.7):
            return
        template = self.pick(grammar.BOUNDS[kind])
        text = template.replace("\\1", name).replace("<modulus>", self.pick(grammar.MODULI)).replace("<k>", "1")
        self.line(text)
