# marshal: values there and back, code objects among them.
import marshal
import types

values = [
    None, True, False, ..., 0, -1, 2**31, -(2**31) - 1, 2**62, 2**64, -(10**40), 1.5, -0.0, float("inf"), 1j, -2.5 + 3j,
    "", "text", "é€😀", "\ud800", b"", b"bytes", (), (1, "a", (2.5,)), [1, [2]], {"a": 1, 2: [3]}, {1}, frozenset({2}),
]
for value in values:
    data = marshal.dumps(value)
    again = marshal.loads(data)
    print(ascii(again), type(again) is type(value), ascii(again) == ascii(value))

source = '''
def outer(a, b=2, /, c=3, *args, d=4, **kwargs):
    """doc"""
    total = a
    def inner():
        nonlocal total
        total += 1
        return total, "text", b"bytes", 1.5, 2j, 10**30, ..., None, (1, ("x",)), "\\ud800"
    return inner() + (b, c, args, d, kwargs)
def numbers(n):
    for i in range(n):
        try:
            yield i in {1, 2, 3}
        finally:
            pass
async def wait(): return 5
class Box:
    size: int = 3
'''
code = compile(source, "<source>", "exec")
code = marshal.loads(marshal.dumps(code))
namespace = {"__name__": "loaded"}
exec(code, namespace)
print(namespace["outer"](1, d=5, e=6), namespace["outer"].__doc__)
print(list(namespace["numbers"](4)), namespace["Box"].size, namespace["Box"].__annotations__)
try:
    namespace["wait"]().send(None)
except StopIteration as stop:
    print(stop.value)
outer = namespace["outer"].__code__
print(outer.co_name, outer.co_varnames, outer.co_cellvars, outer.co_argcount, outer.co_posonlyargcount)
print(outer.co_kwonlyargcount, outer.co_filename, outer.co_firstlineno, isinstance(code, types.CodeType))
print(code == compile(source, "<source>", "exec"))

# Code that has run is written as it was compiled.
def add(a, b):
    return a + b

for i in range(2000):
    add(i, 1.5 if i % 2 else 1)
again = types.FunctionType(marshal.loads(marshal.dumps(add.__code__)), {})
print(again(2, 3), again("a", "b"))

for wrong in b"", b"?", marshal.dumps("text")[:-1], marshal.dumps([1, 2])[:3]:
    try:
        print(marshal.loads(wrong))
    except (EOFError, ValueError) as error:
        print(type(error).__name__, error)
try:
    marshal.dumps(object())
except ValueError as error:
    print(error)
