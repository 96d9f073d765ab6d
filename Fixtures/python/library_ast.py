# ast: parsing, walking, transforming, compiling, unparsing, literals.
import ast

source = '''
import os, sys as s
from a.b import c as d
@deco(1)
class C(Base, metaclass=M):
    x: int = 1
    async def f(self, a, /, b=2, *args, c: str, **kw) -> None:
        """Doc."""
        async with x as y, z: await y
        return [i async for i in a if i]
def g():
    global q; nonlocal_ = lambda *, k=1: (yield k)
    for (a, b), *c in [1, *x]: continue
    else: pass
    while True:
        if a < b <= c is not d: break
        elif not (e and f or g): del a[1:2, ...], b.c
    try: raise X from Y
    except (A, B) as e: assert e, 'm'
    except* C: pass
'''.replace('    except* C: pass\n', '    finally: x += 1; y @= 2\n')
tree = ast.parse(source + 'match p:\n  case [1, "a", *rest] | {"k": v, **r} if v: pass\n  case C(x=1) as w: pass\n  case _: print(f"{a!r:>{w}}", b"x", 1j, -2 ** 3, x if y else z, (n := 3), {**a, 1: 2}, {1, 2}, a[b][::2])\n')
print(ast.dump(tree, indent=1))
print(ast.unparse(tree))


class Fold(ast.NodeTransformer):
    def visit_BinOp(self, node):
        self.generic_visit(node)
        if isinstance(node.left, ast.Constant) and isinstance(node.right, ast.Constant) and isinstance(node.op, ast.Add):
            return ast.copy_location(ast.Constant(node.left.value + node.right.value), node)
        return node


folded = ast.fix_missing_locations(Fold().visit(ast.parse('x = 1 + 2 + 3', mode='exec')))
print(ast.dump(folded), ast.unparse(folded))
namespace = {}
exec(compile(folded, '<tree>', 'exec'), namespace)
print(namespace['x'], eval(compile(ast.parse('6 * 7', mode='eval'), '<e>', 'eval')))
made = ast.Module([ast.Assign([ast.Name('y', ast.Store())], ast.BinOp(ast.Constant(20), ast.Mult(), ast.Constant(2)))], [])
exec(compile(ast.fix_missing_locations(made), '<made>', 'exec'), namespace)
print(namespace['y'], sorted({type(n).__name__ for n in ast.walk(tree)})[:10])
for text in ['[1, (2, "x"), {"k": None}, {1}, -1.5, True, b"z", 1+2j]', '__import__("os")', '1 +', 'a.b', '{**a}']:
    try:
        print(ast.literal_eval(text))
    except (ValueError, SyntaxError) as error:
        print(type(error).__name__, str(error).split(' on line')[0].split('<ast.')[0])
name = ast.parse('abc + d').body[0].value
print(name.left.id, name.lineno, name.col_offset, name.end_col_offset, ast.get_source_segment('abc + d', name.right), ast.get_docstring(ast.parse('"""Doc\n  x"""')), list(ast.iter_fields(name.left))[0], isinstance(name.op, ast.operator), ast.Name._fields)
try:
    compile(ast.Module([ast.Expr(ast.Name('x', ast.Store()))], []), 'f', 'exec')
except Exception as error:
    print(type(error).__name__, error)
