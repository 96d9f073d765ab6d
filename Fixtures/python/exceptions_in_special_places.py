# Exceptions raised where the VM itself calls Python: sort keys, comparisons, hashing, iteration, formatting.
class Bomb:
    def __init__(self, where): self.where = where
    def _go(self, place):
        if self.where == place:
            raise ValueError("bomb in " + place)
        return NotImplemented
    def __eq__(self, other): return self._go("eq")
    def __hash__(self): return self._go("hash") if self.where == "hash" else 1
    def __lt__(self, other): return self._go("lt")
    def __bool__(self): return self._go("bool") is None
    def __len__(self): return 0 if self._go("len") else 0
    def __iter__(self): return iter([self._go("iter")])
    def __str__(self): return str(self._go("str"))
    def __repr__(self): return repr(self._go("repr"))
    def __format__(self, spec): return str(self._go("format"))
    def __contains__(self, x): return self._go("contains") is None
    def __getitem__(self, i): return self._go("getitem")
    def __call__(self): return self._go("call")
    def __add__(self, other): return self._go("add")
    def __index__(self): return 5 if self._go("index") else 0
    def __enter__(self): return self._go("enter")
    def __exit__(self, *args): return self._go("exit")
    def __getattr__(self, name): return self._go("getattr")


class Next:
    def __iter__(self): return self
    def __next__(self): raise ValueError("bomb in next")


def use_with(b):
    with b:
        pass


def loop():
    for x in Next():
        pass


def star(): return [*Next()]
def unpack(): a, b = Next()
def call(): return print(*Next())
def in_set(): return {Bomb("eq"), Bomb("eq")}


actions = {"eq": lambda b: [b].index(5), "hash": lambda b: {b: 1}, "lt": lambda b: sorted([b, b]),
           "bool": lambda b: not b, "len": lambda b: len(b), "iter": lambda b: list(b), "str": lambda b: str(b),
           "repr": lambda b: [repr(x) for x in [[b]]], "format": lambda b: f"{b}", "contains": lambda b: 1 in b,
           "getitem": lambda b: b[0], "call": lambda b: b(), "add": lambda b: b + 1, "index": lambda b: [1][b],
           "enter": use_with, "exit": use_with, "getattr": lambda b: b.zzz, }
for name, action in actions.items():
    try:
        action(Bomb(name))
        print(name, "no error")
    except ValueError as error:
        print(name, error, error.__traceback__.tb_next is not None)
for action in (loop, star, unpack, call, in_set, lambda: sorted([1, 2], key=lambda x: 1 / 0),
               lambda: list(map(lambda x: x[5], [[]])), lambda: max([1], key=lambda x: x.q), lambda: sum(Next()),
               lambda: dict.fromkeys(Next()), lambda: "".join(Next()), lambda: tuple(Next()), lambda: set(Next()),
               lambda: list(zip([1], Next())), lambda: min(Next()), lambda: [].extend(Next()),
               lambda: {}.update(Next()), lambda: any(Next()), lambda: all(x for x in Next()), lambda: next(Next()),
               lambda: 5 in Next(), lambda: list(filter(lambda x: undefined, [1])), lambda: "%s" % Bomb("str"),
               lambda: "{}".format(Bomb("format")), lambda: {1: Bomb("eq")} == {1: 2}, lambda: [Bomb("eq")] == [1],
               lambda: (Bomb("lt"),) < (1,), lambda: print(Bomb("str")), lambda: {}[Bomb("hash")],
               lambda: [1, 2].count(Bomb("eq")), lambda: [1].remove(Bomb("eq")), lambda: list(enumerate(Next())),
               lambda: reversed(Bomb("len")) and list(reversed(Bomb("getitem")))):
    try:
        print("result", action())
    except (ValueError, ZeroDivisionError, IndexError, AttributeError, NameError, TypeError) as error:
        print(type(error).__name__, error)
data = [3, 1, 2]
try:
    data.sort(key=lambda v: 10 // (v - 1))
except ZeroDivisionError:
    print(data)
