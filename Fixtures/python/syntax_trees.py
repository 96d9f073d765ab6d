# The module ast: trees of sources, their text, trees that a program makes or changes, and what compile refuses.
import ast
import copy
import pickle

SOURCE = '''
"""Docstring."""
from __future__ import annotations
import os.path as p, sys
from . import a as b
@deco(1)
async def f(x, /, y: int = 2, *args, z, w=None, **kw) -> str:
    global g
    async with a as b, c: await d
    async for i in x: yield i
    else: pass
    return
class C(B, metaclass=M):
    x: int = 1
    (y): str
    a.b: float
    def m(self):
        nonlocal_ = lambda *a, k=1: (yield)
        del self.x, y[0]
for i, *j in z:
    if i > 1 < 2 is not None: continue
    elif not i: break
    else: raise X from Y
while True: x += 1; assert x, 'message'
try: pass
except (A, B) as e: pass
except: raise
else: pass
finally: pass
try: pass
except* E: pass
match x:
    case [1, -2.5, *_]: pass
    case {"k": v, **rest} if v: pass
    case P(a, b=None) | Q(): pass
    case str() as s: pass
    case a.b: pass
    case _: pass
x = y = [i for i in a if b if c], {*s}, {**d, 'k': 1}, (i async for i in z)
x = {k: v for k, v in d}, {1 for _ in ()}, a[1:2, ::3], a if b else c, (n := 1)
x = f'{a!r:>{w}} {b=} {{}}', u'u', b'b', 1.5e300, 10**30, 2j, ..., -1, ~x, a @ b, 0xffffffffffffffffffffff
print(*a, **k, sep='')
'''
tree = ast.parse(SOURCE)
print(ast.dump(tree, indent=1, include_attributes=True))
print(ast.unparse(tree))
assert ast.dump(ast.parse(ast.unparse(tree))) == ast.dump(tree)
for clone in copy.deepcopy(tree), pickle.loads(pickle.dumps(tree)):
    assert ast.dump(clone, include_attributes=True) == ast.dump(tree, include_attributes=True)

print(ast.literal_eval("{'a': [1, -2.5, (None, True)], b'b': {3, 1 + 4j}}")["a"])
for bad in "f()", "1 + x", "[1,", "'a' % 1":
    try:
        ast.literal_eval(bad)
    except (ValueError, SyntaxError) as error:
        print(type(error).__name__, error.args[0] if type(error) is SyntaxError else str(error)[:30])


class Double(ast.NodeTransformer):
    def visit_Constant(self, node):
        return ast.copy_location(ast.Constant(node.value * 2), node)

    def visit_Name(self, node):
        if node.id != "old":
            return node
        return ast.copy_location(ast.Name("new", node.ctx), node)


def run(source):
    changed = ast.fix_missing_locations(Double().visit(ast.parse(source)))
    namespace = {"new": 7}
    exec(compile(changed, "<tree>", "exec"), namespace)
    return namespace


print(run("x = [old + 1, 'a', 2.5]\ndef f(a=3): return a * 4\ny = f()")["x"])
tree = ast.Expression(ast.BinOp(ast.Constant((1, frozenset({2}))), ast.Add(), ast.Constant((-(2**70), 1 + 2j))))
print(eval(compile(ast.fix_missing_locations(tree), "", "eval")))
single = compile(ast.Interactive([ast.parse("6 * 7").body[0]]), "<s>", "single")
exec(single)
print(compile("x = 1", "f", "exec", ast.PyCF_ONLY_AST).body[0].lineno, ast.BinOp.__doc__, ast.unaryop.__doc__)
print(ast.Name("x") .__dict__, ast.Add() is not ast.parse("1+1").body[0].value.op, ast.Constant(1).kind)

P = dict(lineno=1, col_offset=0)
L = ast.Load()
name = ast.Name("x", L, **P)
WRONG = [
    lambda: ast.BinOp(1, 2, 3, 4),
    lambda: ast.BinOp(1, left=3),
    lambda: compile(ast.Module(1, []), "a", "exec"),
    lambda: compile(ast.Module([1], []), "a", "exec"),
    lambda: compile(ast.Module([]), "a", "exec"),
    lambda: compile(ast.Module([ast.Pass(lineno=1)], []), "a", "exec"),
    lambda: compile(ast.Module([ast.Expr(**P)], []), "a", "exec"),
    lambda: compile(ast.Module([ast.Pass(**P)], []), "a", "eval"),
    lambda: compile(ast.Expression(ast.Name(1, L, **P)), "a", "eval"),
    lambda: compile(ast.Expression(ast.Constant([1], **P)), "a", "eval"),
    lambda: compile(ast.Expression(ast.Name("True", L, **P)), "a", "eval"),
    lambda: compile(ast.Expression(ast.Name("x", 1, **P)), "a", "eval"),
    lambda: compile(ast.Expression(None), "a", "eval"),
    lambda: compile(ast.Expression(ast.Name("x", ast.Store(), **P)), "a", "eval"),
    lambda: compile(ast.Expression(ast.BoolOp(ast.And(), [name], **P)), "a", "eval"),
    lambda: compile(ast.Expression(ast.Compare(name, [ast.Lt()], [], **P)), "a", "eval"),
    lambda: compile(ast.Expression(ast.Dict([], [name], **P)), "a", "eval"),
    lambda: compile(ast.Module([ast.Delete([], **P)], []), "a", "exec"),
    lambda: compile(ast.Module([ast.If(name, [], [], **P)], []), "a", "exec"),
    lambda: compile(ast.Module([ast.Raise(None, name, **P)], []), "a", "exec"),
    lambda: compile(ast.Module([ast.Try([ast.Pass(**P)], [], [], [], **P)], []), "a", "exec"),
    lambda: compile(ast.Module([ast.Return(name, **P)], []), "a", "exec"),
    lambda: compile(ast.Module([ast.Pass(lineno=5, col_offset=0, end_lineno=3)], []), "a", "exec"),
    lambda: compile("1", "a", "eval", 1 << 30),
    lambda: compile("1", "a", "eval", optimize=5),
    lambda: compile(1, "a", "eval"),
    lambda: compile("1", "a", "other"),
    lambda: compile("1", 5, "eval"),
]
for wrong in WRONG:
    try:
        wrong()
        print("fine")
    except (TypeError, ValueError, SyntaxError) as error:
        print(type(error).__name__, error)
endless = ast.UnaryOp(ast.Not(), None, **P)
endless.operand = endless
try:
    compile(ast.Expression(endless), "a", "eval")
except RecursionError as error:
    print("RecursionError")
