"""Puts a program together: helpers, classes, functions, hot loops at module level and in functions, and their calls."""
import grammar
from definitions import Definitions
from statements import Statements
from writer import Writer

PRELUDE = '''import math
from itertools import chain, islice

inf, nan = float('inf'), float('nan')
errors = []


class Problem(Exception):
    def __init__(self, code, text=''):
        super().__init__(code, text)
        self.code = code


class Base:
    pass


class Manager:
    def __init__(self, number):
        self.number = number

    def __enter__(self):
        return self.number

    def __exit__(self, kind, error, trace):
        return self.number > 1 and kind is not None and issubclass(kind, (ValueError, ArithmeticError))


class Steps:
    def __init__(self, count):
        self.count = count

    def __iter__(self):
        return self

    def __next__(self):
        if self.count <= 0:
            raise StopIteration
        self.count -= 1
        return self.count


def clip(number):
    return number if -(1 << 200) < number < 1 << 200 else number % 1000003


def where(error):
    trace, places = error.__traceback__, []
    while trace is not None:
        places.append((trace.tb_frame.f_code.co_name, trace.tb_lineno))
        trace = trace.tb_next
    return places


def plain(value):
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return 'function' if callable(value) and not isinstance(value, Base) else value


def show(*values):
    print(*[plain(value) for value in values])


def scalar(value):
    match value:
        case bool() | None:
            return 1
        case int():
            return value & 0xFFFF
        case float():
            return int(value) if -1e9 < value < 1e9 else 2
        case str() | list() | tuple() | dict():
            return len(value)
        case Base():
            return value.b
    return -1


def describe(value):
    if isinstance(value, float):
        return 'float'
    if value is None or isinstance(value, bool):
        return 'flag'
    return 'big' if isinstance(value, int) and value > 100 else type(value).__name__


def make_adder(n):
    return lambda x: x + n


def make_counter(n):
    def count(x=1):
        nonlocal n
        n = (n + x) % 65537
        return n
    return count


def depth(function):
    return getattr(function, 'depth', 0)


def compose(first, second):
    def both(x):
        return second(first(x))
    if depth(first) + depth(second) > 4:
        return first
    both.depth = depth(first) + depth(second) + 1
    return both


def ticks(count):
    for i in range(count):
        yield i
'''

# Heads of hot loops: lines before, head, first line of the body, and the counter.
HOT_LOOPS = [
    ([], "for {i} in range({n}):", None), ([], "for {i} in range({n}):", None), ([], "for {i} in range(3, {n} + 3):", None),
    (["{i} = 0"], "while {i} < {n}:", "{i} += 1"), (["{i} = {n}"], "while {i}:", "{i} -= 1"),
    (["{i} = 0"], "while True:", "{i} += 1\nif {i} > {n}: break"),
    ([], "for {i} in ticks({n}):", None), ([], "for {i}, {x} in enumerate(range({n}, 0, -1)):", None),
    (["items = [x * 7 % 31 for x in range({n})]"], "for {i}, {x} in enumerate(items):", None),
    (["items = [x * 5 % 13 for x in range({n})]"], "for {i}, {x} in zip(range({n}), items):", None),
    ([], "for {i} in (x * 3 for x in range({n})):", None),
    (["items = {{x: x % 9 for x in range({n})}}"], "for {i}, {x} in items.items():", None),
    ([], "for {i} in map(lambda x: x + 1, range({n})):", None),
    (["iterator = iter(range({n}))"], "while ({i} := next(iterator, None)) is not None:", None),
]


class Program(Statements, Definitions, Writer):
    def __init__(self, seed, size=1):
        super().__init__(seed)
        self.size = size
        self.broken, self.returns, self.kept, self.nested = [], None, set(), False
        self.inside = False
        self.allowed = 10**9

    def text(self):
        self.lines.extend(PRELUDE.splitlines())
        self.line("")
        self.line("G0 = []")
        for index in range(self.random.randrange(2, 5)):
            self.class_definition(index)
        for index in range(self.random.randrange(2, 5)):
            self.generator_function(index)
        for name, kind in (("G1", "int"), ("G2", "int"), ("G3", "float"), ("G4", "str"), ("G5", "list"), ("G6", "dict")):
            self.line("%s = %s" % (name, self.expression(kind, 0)))
            self.scope[name] = kind
            self.outer.add(name)
        for index in range(self.random.randrange(2, 6)):
            self.pick([self.plain_function, self.plain_function, self.recursive_function])(index)
        self.limit = 10
        calls = []
        for index in range(self.random.randrange(2, 5)):
            if self.chance(0.8):
                calls.append(self.hot_function(index))
            else:
                calls.append(None)
                self.module_loop(index)
        last = self.pick([call for call in calls if call] or ["f0(3)"])
        for call in calls:
            if call:
                self.protected(call)
        self.line("show('errors', errors[:12], len(errors))")
        self.line("show(%s)" % ", ".join(sorted(name for name in self.outer if name.startswith("G"))))
        if self.chance(0.3):
            self.line(last)
        return "\n".join(self.lines) + "\n"

    def protected(self, call):
        with self.block("try:"):
            self.line("show('returned', %s)" % call)
        with self.block("except Exception as error:"):
            self.line("show('raised', type(error).__name__, error, where(error))")

    def hot_function(self, index):
        name = "hot%d" % index
        count = "count" if self.chance(0.6) else None
        with self.define("%s(%s)" % (name, "count, start=1" if count else ""), {"start": "int"} if count else {}, "int"):
            rounds = self.hot_loop(count)
        return "%s(%s)" % (name, rounds if count else "")

    def module_loop(self, index):
        with self.block("try:"):
            self.returns = None
            self.hot_loop(None)
            self.outer.update(self.scope)
        with self.block("except Exception as error:"):
            self.line("show('raised', type(error).__name__, error, where(error))")

    def hot_loop(self, count):
        """Some variables, a loop over a body that was written first, what it left. Returns the number of rounds."""
        for kind in self.random.sample(["int", "int", "float", "str", "list", "tuple", "dict", "set", "obj", "any", "num", "mixed",
                                        "fun", "obj", "list", "int"], self.random.randrange(4, 9)):
            name = self.fresh(kind)
            self.line("%s = %s" % (name, self.expression(kind, 1)))
            self.scope[name] = kind
            self.kept.add(name)
        before, head, first = self.pick(HOT_LOOPS)
        counter, other = self.fresh("int"), self.fresh("int")
        outer_lines, outer_cost = self.lines, self.cost
        self.lines, self.cost = [], 0
        self.allowed = 10**9
        self.indentation += 1
        self.loops += 1
        self.broken.append(False)
        self.scope[counter] = "int"
        self.fixed.add(counter)
        if "{x}" in head:
            self.scope[other] = "int"
        known = dict(self.scope)
        self.allowed = 400 * self.size
        caught = self.chance(0.7)
        if caught:
            self.lines.append("    " * self.indentation + "try:")
            self.indentation += 1
        self.calm = self.chance(0.5)
        self.body(self.random.randrange(1, 4) if self.calm else self.random.randrange(2, 8), 2 if self.calm else 3)
        for _ in range(self.random.randrange(0, 2 if self.calm else 3)):
            self.allowed = self.cost + 50
            with self.block("if %s == %d:" % (counter, self.random.choice([3, 7, 20, 41, 60, 99, 150, 230, 333]))):
                self.simple(grammar.EVENTS)
        if self.chance(0.5):
            self.body(self.few(), 1)
        self.calm = False
        if caught:
            self.indentation -= 1
            with self.block("except %s as error:" % self.pick(["Exception", "Exception", "(TypeError, ValueError, LookupError)"])):
                self.line("errors.append((type(error).__name__, str(error)[:60], where(error)))")
                self.line("del errors[8:-4]")
        seen = [name for name in known if self.chance(0.8)][:7]
        self.line("if %s %% %d == %d: show(%s)" % (
            counter, self.random.choice([37, 50, 97]), self.random.randrange(5), ", ".join([counter] + seen)))
        body, cost = self.lines, self.cost
        self.broken.pop()
        self.loops -= 1
        self.indentation -= 1
        budget = 250_000 * self.size
        rounds = max(12, min(self.random.choice([60, 200, 400, 700, 1200, 2500]), budget // max(cost, 1)))
        self.lines, self.cost = outer_lines, outer_cost + rounds * cost
        words = {"i": counter, "x": other, "n": count or str(rounds)}
        for text in before:
            self.lines.append("    " * self.indentation + text.format(**words))
        self.lines.append("    " * self.indentation + head.format(**words))
        for text in (first or "").format(**words).splitlines():
            self.lines.append("    " * (self.indentation + 1) + text)
        self.lines.extend(body)
        if self.chance(0.2):
            self.lines.extend("    " * self.indentation + text for text in ["else:", "    show('complete')"])
        self.scope = {name: kind for name, kind in known.items() if name not in (counter, other)}
        self.line("show('end', %s)" % ", ".join([name for name in self.scope if name not in self.outer] or ["0"]))
        if self.returns:
            self.line("return " + self.expression("int", 1))
        return rounds


def generate(seed, size=1):
    """The program of a seed; the same text for ever as long as the grammar stays."""
    return Program(seed, size).text()
