# The json package of the standard library, as a program uses it.
import json

data = {"name": "Zoë", "n": [1, -2.5, 1e100, True, False, None], "nested": {"a": {"b": [[], {}]}},
        "text": "quote \" slash \\ tab \t line \n é 日 😀 \u0001"}
text = json.dumps(data)
print(text, json.loads(text) == data)
print(json.dumps(data, ensure_ascii=False), json.dumps({"b": 1, "a": 2}, sort_keys=True))
print(json.dumps([1, 2], separators=(",", ":")))
print(json.dumps({"a": [1, {"b": 2}], "c": {}}, indent=2), json.dumps([[], [1]], indent="--"))
print(json.loads(' { "a" : [ 1 , 2.0 , "x\\u00e9\\n" , null , true ] , "b" : { } } '))
print(json.loads("5"), json.loads('"s"'), json.loads("[1e3, -0, -0.0, 1E-2]"), json.loads("NaN"))
print(json.loads("-Infinity"))
print(json.dumps({1: "a", None: "b", True: "c", 2.5: "d"}), json.dumps((1, 2)))
print(json.dumps(float("inf")), json.dumps("\u2028"), json.dumps("\ud83d"))
for bad in ("", "{", "[1,]", "{'a': 1}", "[1 2]", '{"a" 1}', '"abc', "nul", "01", "[1]x", '"\\x"', '"\t"',
            '{"a": 1,}', "tru", "-", "1.", "{1: 2}", '["a\\ud800"'):
    try:
        print(json.loads(bad))
    except json.JSONDecodeError as error:
        print(repr(bad), error, error.pos)
for bad in ({1, 2}, object, {(1, 2): 3}, b"x"):
    try:
        json.dumps(bad)
    except TypeError as error:
        print(error)
cycle = []
cycle.append(cycle)
try:
    json.dumps(cycle)
except ValueError as error:
    print(error)


class Point:
    def __init__(self, x): self.x = x


class Encoder(json.JSONEncoder):
    def default(self, o): return {"point": o.x} if isinstance(o, Point) else super().default(o)


print(json.dumps([Point(1)], cls=Encoder), json.dumps({"p": Point(2)}, default=lambda o: o.x))
print(json.loads('{"a": {"b": 1}}', object_hook=lambda d: sorted(d.items())))
print(json.loads("[1.5, 2]", parse_float=str, parse_int=lambda s: int(s) * 10))
print(json.loads('{"a": 1, "a": 2}', object_pairs_hook=list))
