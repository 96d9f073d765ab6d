# collections.OrderedDict, ChainMap, UserDict, UserList, UserString.
from collections import ChainMap, OrderedDict, UserDict, UserList, UserString

o = OrderedDict([("a", 1), ("b", 2), ("c", 3)])
o["d"] = 4
o.move_to_end("a")
o.move_to_end("d", last=False)
print(o, list(o), o.popitem(), o.popitem(last=False), o, len(o), o["b"], "z" in o, list(reversed(o)), o.pop("b"), o)
print(OrderedDict(a=1, b=2) == OrderedDict(b=2, a=1), OrderedDict(a=1, b=2) == {"b": 2, "a": 1})
print(OrderedDict.fromkeys("xyz"), OrderedDict(), OrderedDict(a=1) | {"b": 2})
print(list(OrderedDict(a=1, b=2).items()), OrderedDict(a=1).copy(), isinstance(o, dict))
for action in (lambda: o.move_to_end("q"), lambda: OrderedDict().popitem(), lambda: o["q"], lambda: o.pop("q"),
               lambda: OrderedDict(5)):
    try:
        print(action())
    except (KeyError, TypeError) as error:
        print(type(error).__name__, error)
o.update(x=1, y=2)
o.setdefault("z", 9)
del o["x"]
print(o, list(o.keys()), list(o.values()), o.get("y"), {**o}, sorted(o.items(), reverse=True), o.clear(), o)


class LRU(OrderedDict):
    def __init__(self, size):
        super().__init__()
        self.size = size

    def __getitem__(self, key):
        value = super().__getitem__(key)
        self.move_to_end(key)
        return value

    def __setitem__(self, key, value):
        super().__setitem__(key, value)
        if len(self) > self.size:
            del self[next(iter(self))]


cache = LRU(2)
cache["a"], cache["b"] = 1, 2
cache["a"]
cache["c"] = 3
print(list(cache), cache["a"], list(cache), cache)
base, override = {"color": "red", "size": 1}, {"size": 2}
chain = ChainMap(override, base)
print(chain["size"], chain["color"], len(chain), sorted(chain), chain.maps, "color" in chain)
print(chain.get("q", "none"), dict(chain) == {"color": "red", "size": 2})
chain["new"] = 5
child = chain.new_child({"size": 3})
print(override, child["size"], child.parents["size"], child.maps[0], sorted(child.items()))
print(repr(ChainMap({"a": 1}, {})), chain == {"color": "red", "size": 2, "new": 5})
for action in (lambda: chain["q"], lambda: chain.pop("color"), lambda: chain.__delitem__("color"),
               lambda: ChainMap().popitem()):
    try:
        print(action())
    except KeyError as error:
        print("KeyError", error)
del chain["new"]
print(override, list(chain.keys()), chain.pop("size"), override)


class Lower(UserDict):
    def __setitem__(self, key, value): super().__setitem__(key.lower(), value)


low = Lower(A=1)
low["BIG"] = 2
print(low, low["a"], low.data, "big" in low, len(low), low.get("no"), list(low), low | {"C": 3})


class Even(UserList):
    def append(self, value):
        if value % 2 == 0:
            super().append(value)


e = Even([2])
e.append(3)
e.append(4)
print(e, e + [6], e[0], e[::-1], len(e), e == [2, 4], sorted(e, reverse=True), e.data)


class Shout(UserString):
    def loud(self): return Shout(self.data.upper())


s = Shout("hey")
print(s, s.loud(), s + "!", s[1], len(s), s == "hey", "e" in s, s.replace("h", "j"), repr(s), type(s * 2).__name__)
