# The native parts of json: messages, places, subclasses, hooks, escapes in both directions, depth, random documents.
import json, _json, random, sys
from json.decoder import py_scanstring
from json.encoder import py_encode_basestring_ascii, py_encode_basestring
def t(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print(type(e).__name__, e)
docs = ['', ' ', '1', '-', '-x', '01', '1.', '1.e5', '1e', '1e+', '1E+5', '-0', '-0.0', '1e400', '123456789012345678901234567890', '[1', '[1,', '[,', '{"a"', '{"a":', '{"a":1', '{"a":1,', '{a', '{"a" 1', 'nul', 'nulll', '[NaN, Infinity, -Infinity]', '"\\u0041\\ud83d\\ude00é日"', '"\x7f\u2028"', '"a\\/b"', '[[[[]]]]', '{"a":{"b":[1,2,{"c":null}]}}', '"\\ud83d\\u0041"','"\\ud83dx"', '{"a":1,"a":2}', '[1 ,\n2\t,\r3 ]', '"\\', '"\\u12', '"\\ud800\\u12G4"', '"\n"', 'Inf', '-Infinit', '{"k\\n":"v"}', '\ufeff1', "['a']", '{1:2}', '[1]]', '123456789012345678', '-999999999999999999', '1234567890123456789']
for d in docs: t(json.loads, d)
for s in ["", "abc", "\"\\/\b\f\n\r\t\x00\x1f\x7f", "é日😀\ud800", "x"*50+"é"]:
    for f in (_json.encode_basestring_ascii, _json.encode_basestring): t(f, s)
    assert _json.encode_basestring_ascii(s) == py_encode_basestring_ascii(s) and _json.encode_basestring(s) == py_encode_basestring(s)
t(_json.encode_basestring, 5); t(_json.scanstring, 5, 1); t(_json.scanstring, "abc", 9); t(_json.scanstring, 'abc"', 0); t(_json.scanstring, 'a\nc"x', 0, False)
class I(int):
    def __repr__(self): return "bad"
class F(float):
    def __repr__(self): return "bad"
class S(str): pass
class D(dict):
    def items(self): return [("x", 1)]
import enum, collections
class E(enum.IntEnum): A = 1
for o in (I(5), F(2.5), S("s"), D(a=2), E.A, {E.A: 1}, collections.OrderedDict(b=1, a=2), collections.namedtuple("P", "x y")(1, 2), {2: 1, 10: 2}, [1.0, 1e22, -0.0, 1e-7], 10**30, {"a": float("nan")}):
    t(json.dumps, o)
t(json.dumps, float("nan"), allow_nan=False)
t(json.dumps, {(1,): 2, "a": 1}, skipkeys=True)
t(json.dumps, {"b": 1, "a": [3, {"z": 1, "y": 2}]}, sort_keys=True)
t(json.dumps, {"b": 1, 2: 3}, sort_keys=True)
t(json.dumps, object(), default=lambda o: [1, "x"])
t(json.dumps, [object()], default=lambda o: o)
t(json.dumps, {"a": {1}})
t(json.dumps, "é", ensure_ascii=False); t(json.dumps, ["é", {"日": 1}], indent=1)
l = []
for i in range(3000): l = [l]
t(json.dumps, l)
t(json.loads, "[" * 3000); t(json.loads, '{"a":' * 3000)
l = []; l.append(l); t(json.dumps, l); d = {}; d["x"] = [d]; t(json.dumps, d); t(json.dumps, [1, 2], check_circular=False)
print([json.dumps([[1]*3]*2) for i in range(2)])
t(json.loads, b'{"a": "\xc3\xa9"}'); t(json.loads, '[1.5,2]', parse_float=lambda s: "f"+s, parse_int=lambda s: "i"+s, parse_constant=lambda s: s)
t(json.loads, '[NaN]', parse_constant=lambda s: s); t(json.loads, '{"a":{"b":1}}', object_pairs_hook=lambda p: p); t(json.loads, '{"a":{"b":1}}', object_hook=lambda p: list(p))
t(json.JSONDecoder().raw_decode, '  [1] x', 2); t(json.JSONDecoder().scan_once, "[1]", -1); t(json.JSONDecoder().scan_once, "[1]", 5); t(json.loads, 5)
print(type(json.JSONDecoder().scan_once), json.JSONDecoder().scan_once.strict)
t(json.loads, "1"*5000)
t(json.dumps, 10**5000)
r = random.Random(1)
def gen(n):
    k = r.randrange(8 if n else 5)
    return [lambda: None, lambda: True, lambda: r.random()*10**r.randrange(-20,20), lambda: r.randrange(-10**9,10**20), lambda: "".join(chr(r.choice([65,0x22,0x5c,10,233,0x65e5,0x1f600,r.randrange(1,0xd800)])) for i in range(r.randrange(9))), lambda: [gen(n-1) for i in range(r.randrange(5))], lambda: {str(r.random()): gen(n-1) for i in range(r.randrange(5))}, lambda: [gen(n-1)]][k]()
for i in range(40):
    v = gen(4); s = json.dumps(v, ensure_ascii=i % 2 == 0); assert json.loads(s) == v, v
    print(hash(s) and len(s), end=" ")
print()
