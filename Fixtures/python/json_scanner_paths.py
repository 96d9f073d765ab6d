# json.loads where its scanner has ways of its own: strings around blocks of 8 bytes, short and long keys that recur,
# numbers that need one rounding and numbers that need more, nested containers, hooks, errors.
import json

for length in range(0, 20):
    for odd in ("", "\\n", "\\u00e9", "\u00e9", "\u4e2d", "\U0001f600", "\\\"", "\x7f"):
        document = '["' + "a" * length + odd + "b" * (19 - length) + '"]'
        value = json.loads(document)[0]
        assert len(value) == 19 + (odd != ""), (length, odd)
        assert json.loads(json.dumps([value]))[0] == value
        for bad in ("\x01", "\t", "\\x", "\\u12g4"):
            try:
                json.loads('["' + "a" * length + bad + odd + '"]')
            except json.JSONDecodeError as error:
                if length in (0, 7, 8) and odd in ("", "\u4e2d"):
                    print(length, ascii(odd), error)
print(ascii(json.loads('["\x01\t\x1f, plain and long enough"]', strict=False)))

for text in ("0.1", "-0.0", "1e22", "1e23", "123456789012345678e-22", "9007199254740993.0", "1.7976931348623157e308", "1e400", "5e-324",
             "0.30000000000000004", "1E+2", "12e-3", "3.14159265358979", "-1.5e-10", "0e0", "100000000000000000000", "-999999999999999999",
             "4611686018427387904", "0.000000000000000000000001", "1e-22", "2.5e22", "179769313486231580793e289"):
    value = json.loads(text)
    print(text, repr(value), type(value).__name__, value == float(text) if "." in text or "e" in text.lower() else value == int(text))

documents = ['[{"%s": 1, "x": 2}, {"%s": 3, "x": {"%s": []}}]' % (key, key, key)
             for key in ("", "k", "key", "a key of twenty bytes", "k" * 41, "caf\u00e9", "\u4e2d\u6587", "esc\\n")]
for document in documents:
    one, two = json.loads(document)
    key = next(iter(one))
    print(ascii(one), ascii(two), list(one) == list(two), key is next(iter(two)) or len(key) < 1)

print(json.loads('{"a": 1, "b": 2, "a": 3, "a": {"a": 4, "a": 5}}'), json.loads('{"a": 1, "a": 2}', object_pairs_hook=list))
print(json.loads('[[], {}, [[[]]], {"a": {"b": {"c": [1, [2, [3]]]}}}]', object_hook=lambda value: sorted(value.items())))
wide = {"key %d" % index: [index, {"n": index * 1.5}] for index in range(60)}
assert json.loads(json.dumps(wide)) == wide
wide.update(json.loads(json.dumps(wide, indent=1)))
print(len(wide), sum(value[0] for value in wide.values()))
for bad in ('[1, 2', '{"a" 1}', '{"a": }', '{"a": 1,}', '[1,]', '{1: 2}', '"abc', '{"a": "b', '["' + "x" * 9, '-', '[-]', '01', '1.', '[1.e5]', '', '{"a": 1]'):
    try:
        print(json.loads(bad))
    except json.JSONDecodeError as error:
        print(ascii(bad), error)
