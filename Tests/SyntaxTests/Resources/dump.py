# CPython's tree of each file named on standard input, in the form of TreeDump.swift.
# For each file: one line "N path" and N bytes of dump; N is -1 for a file which CPython does not parse.
import ast, struct, sys, warnings

warnings.simplefilter("ignore")
sys.setrecursionlimit(20000)
HIDDEN = {"type_comment", "type_ignores"}


def constant(value):
    if value is None or value is True or value is False:
        return str(value)
    if value is ...:
        return "Ellipsis"
    if isinstance(value, int):
        return "i%d" % value if value < 1 << 63 else "I%x" % value
    if isinstance(value, float):
        return "f%x" % struct.unpack("<Q", struct.pack("<d", value))
    if isinstance(value, complex):
        return "j%x" % struct.unpack("<Q", struct.pack("<d", value.imag))
    if isinstance(value, str):
        return "s" + value.encode("utf-8", "surrogatepass").hex()
    return "b" + value.hex()


def dump(node, out):
    if isinstance(node, list):
        out.append(" [")
        for item in node:
            dump(item, out)
        out.append("]")
    elif isinstance(node, (ast.expr_context, ast.operator, ast.boolop, ast.unaryop, ast.cmpop)):
        out.append(" " + type(node).__name__)
    elif isinstance(node, ast.AST):
        out.append(" (" + type(node).__name__)
        if hasattr(node, "lineno"):
            out.append("@%d:%d-%d:%d" % (node.lineno, node.col_offset, node.end_lineno, node.end_col_offset))
        for field in node._fields:
            if field in HIDDEN:
                continue
            value = getattr(node, field)
            if field == "value" and isinstance(node, ast.Constant):
                out.append(" " + constant(value))
            elif isinstance(node, ast.MatchSingleton):
                out.append(" " + str(value))
            else:
                dump(value, out)
        out.append(")")
    else:
        out.append(" ~" if node is None else " " + str(node))


for path in sys.stdin.read().splitlines():
    with open(path, "rb") as file:
        source = file.read()
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        print(-1, path, flush=True)
        continue
    out = []
    dump(tree, out)
    data = "".join(out)[1:].encode()
    print(len(data), path, flush=True)
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
