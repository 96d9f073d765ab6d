# Parses C with libclang by ctypes: structures by value, callbacks for every node, results made by `errcheck`.
import clang.cindex as clang

SOURCE = r"""
#include <stddef.h>
typedef struct point { int x; double y[3]; struct point *next; unsigned flags : 3; } point;
enum color { RED = 1, GREEN, BLUE = 7 };
static int add(int a, const char *b) { return a + (int)b[0]; }
double area(point *p, size_t n) { double s = 0; for (size_t i = 0; i < n; i++) { s += p[i].y[0] * p[i].x; } return s; }
int broken(void) { return undeclared; }
"""

unit = clang.Index.create().parse("t.c", args=["-std=c11"], unsaved_files=[("t.c", SOURCE)])
for problem in unit.diagnostics:
    print(problem.severity, problem.spelling, problem.location.line, problem.location.column)


def show(cursor, depth=0):
    if depth and not (cursor.location.file and cursor.location.file.name == "t.c"):
        return
    tokens = [token.spelling for token in cursor.get_tokens()][:4] if depth < 3 else ""
    print("  " * depth + cursor.kind.name, cursor.spelling, cursor.type.spelling, cursor.extent.start.line, tokens)
    for child in cursor.get_children():
        show(child, depth + 1)


show(unit.cursor)
for cursor in unit.cursor.get_children():
    if cursor.kind == clang.CursorKind.STRUCT_DECL:
        fields = [(field.spelling, cursor.type.get_offset(field.spelling)) for field in cursor.type.get_fields()]
        print(cursor.type.get_size(), fields)
print(sum(1 for _ in unit.cursor.walk_preorder()))
