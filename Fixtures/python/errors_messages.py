# The texts of frequent errors, as a user meets them.
import math

text, number, nothing, items, mapping = "text", 5, None, [1, 2, 3], {"a": 1}


class Empty:
    pass


class Named:
    name = "n"
    def run(self): return self.missing_attribute


def function(a): return a


actions = {"int + str": lambda: number + text, "str + int": lambda: text + number, "None + 1": lambda: nothing + 1,
           "list + tuple": lambda: items + (1,), "str * str": lambda: text * text,
           "list * list": lambda: items * items, "int - None": lambda: number - nothing,
           "dict + dict": lambda: mapping + mapping, "obj + obj": lambda: Empty() + Empty(),
           "str % too few": lambda: "%s %s" % text, "str % too many": lambda: "%d" % (1, 2),
           "str % kind": lambda: "%d" % text, "-str": lambda: -text, "~float": lambda: ~1.5,
           "not callable": lambda: number(), "module call": lambda: math(), "None attribute": lambda: nothing.split(),
           "int attribute": lambda: number.append(1), "list attribute": lambda: items.push(1),
           "class attribute": lambda: Empty.thing, "instance attribute": lambda: Empty().thing,
           "in method": lambda: Named().run(), "module attribute": lambda: math.nothing,
           "function attribute": lambda: function.nothing, "index": lambda: items[10],
           "negative index": lambda: items[-10], "tuple index": lambda: (1,)[3], "str index": lambda: text[9],
           "index kind": lambda: items["a"], "tuple index kind": lambda: tuple(items)["a"],
           "str index kind": lambda: text["a"], "key": lambda: mapping["b"], "int key": lambda: mapping[5],
           "tuple key": lambda: mapping[1, 2], "none item": lambda: nothing[0], "int item": lambda: number[0],
           "function item": lambda: function[0], "class item": lambda: Empty[0], "zero": lambda: number / 0,
           "zero mod": lambda: number % 0, "zero float": lambda: 1.5 / 0, "zero floor": lambda: number // 0,
           "zero power": lambda: 0 ** -1, "name": lambda: undefined, "iter": lambda: [x for x in number],
           "unpack": lambda: [*nothing], "unpack dict": lambda: {**items}, "call star": lambda: function(*number),
           "int()": lambda: int(text), "int(None)": lambda: int(nothing), "int([])": lambda: int(items),
           "float()": lambda: float(text), "int base": lambda: int("z", 10), "long text": lambda: int("x" * 30),
           "len": lambda: len(number), "sum": lambda: sum([text]), "max": lambda: max([]),
           "join": lambda: "".join([1]), "ord": lambda: ord("ab"), "chr": lambda: chr(-1),
           "in int": lambda: 1 in number, "in str": lambda: 1 in text, "hash": lambda: hash(items),
           "set": lambda: {items}, "dict key": lambda: {items: 1}, "sort": lambda: sorted([1, "a"]),
           "compare": lambda: number < text, "compare none": lambda: nothing > number,
           "index()": lambda: items.index(9), "remove": lambda: items.remove(9), "pop": lambda: [].pop(),
           "dict pop": lambda: mapping.pop("q"), "str.index": lambda: text.index("q"),
           "split": lambda: text.split(""), "encode": lambda: "é".encode("ascii"), "decode": lambda: b"\xff".decode(),
           "range": lambda: range("a"), "slice": lambda: items["a":], "replace": lambda: text.replace(1, 2),
           "sqrt": lambda: math.sqrt(-1), "log": lambda: math.log(0), "factorial": lambda: math.factorial(-1),
           "import": lambda: __import__("nope.sub"), "arguments": lambda: function(),
           "keyword": lambda: function(b=1), "next": lambda: next(iter(items[:0])), "super": lambda: super().x,
           "raise": lambda: (_ for _ in ()).throw(KeyError("t")), "frozen": lambda: frozenset().add(1),
           "format": lambda: format(number, "s"), "round": lambda: round(text), "bytes": lambda: bytes([300]),
           "setattr": lambda: setattr(number, "a", 1), "big float": lambda: float(10 ** 400),
           "exp": lambda: math.exp(1000), "shift": lambda: 1 << -1, "bool": lambda: bool(),
           "abs": lambda: abs(nothing), "reversed": lambda: reversed(mapping.values() and 5),
           "isinstance": lambda: isinstance(5, "int"), }
for name, action in actions.items():
    try:
        print(name, "->", action())
    except Exception as error:
        print(f"{name}: {type(error).__name__}: {error}")
