# Modules of declarations made ahead: ffi.set_source(name, None) writes Python that makes an FFI of packed tables
import contextlib
import io
import os
import sys
import tempfile
import types

import _cffi_backend
from cffi import FFI

folder = tempfile.TemporaryDirectory()
sys.path.insert(0, folder.name)
sys.dont_write_bytecode = True


def make(name, declarations, *included, **options):
    ffi = FFI()
    for other in included:
        ffi.include(other)
    ffi.cdef(declarations, **options)
    ffi.set_source(name, None)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        ffi.emit_python_code(os.path.join(folder.name, name + ".py"))
    return ffi


def attempt(function, *arguments, **options):
    try:
        print(function(*arguments, **options))
    except Exception as error:
        print(type(error).__name__, error)


base = make("declared_base", """
    #define LIMIT 4
    #define BELOW -42
    static const int SHIFTED = 0x10;
    #define HUGE_ONE 18446744073709551615
    enum colour { RED, GREEN = 7, BLUE };
    typedef enum { OFF, ON } toggle;
    typedef struct { int width; double height; } size_type;
    struct point { int x, y; };
    union word { unsigned int whole; unsigned char bytes[4]; struct { unsigned short low, high; }; };
    struct bits { unsigned a:3; int b:5; unsigned char c:1; };
    struct tail { int count; short items[]; };
    struct hidden;
    struct later { struct inside *to; struct point place[2]; toggle state; };
    struct inside { struct later *kept; struct inside *next; };
    typedef struct chain { struct chain *next; int value; } *chain_pointer;
    typedef int order(const void *, const void *);
    typedef int table[3][LIMIT];
    void qsort(void *, size_t, size_t, order *);
    int abs(int); double strtod(const char *, char **); size_t strlen(const char *);
    int snprintf(char *, size_t, const char *, ...);
    struct division { int quot, rem; };
    struct division div(int, int);
    extern char **environ; extern int optind; extern int opterr;
    const char *const no_such_text;
    int no_such_function(int); extern int no_such_variable;
    FILE *tmpfile(void);
""")
from declared_base import ffi

print(type(ffi).__name__, sorted(ffi.list_types()[0]), sorted(ffi.list_types()[1]), ffi.list_types()[2])
print([ffi.integer_const(name) for name in ("LIMIT", "BELOW", "SHIFTED", "HUGE_ONE", "GREEN", "BLUE", "ON")])
attempt(ffi.integer_const, "abs")
attempt(ffi.integer_const, "absent")
attempt(ffi.integer_const, name=3)

for text in ("struct point", "union word", "struct bits", "size_type", "struct later", "struct inside", "struct tail"):
    kind = ffi.typeof(text)
    print(kind, kind.kind, ffi.sizeof(text), ffi.alignof(text), [
        (name, field.type.cname, field.offset, field.bitshift, field.bitsize) for name, field in kind.fields])
for text in ("toggle", "enum colour"):
    kind = ffi.typeof(text)
    print(kind, kind.kind, sorted(kind.elements.items()), sorted(kind.relements.items()))
for text in ("struct point *[LIMIT]", "table", "order *", "int(*)(struct point, ...)", "chain_pointer", "unsigned  long const *",
             "FILE *", "int[0x10]", "int[010]", "bool", "table *", "order **", "long double", "struct hidden *", "int[BLUE]"):
    kind = ffi.typeof(text)
    print(text, kind, kind is ffi.typeof(text), ffi.getctype(text, "name"), ffi.sizeof(text))
for text in ("order", "struct absent", "union point", "enum absent", "absent", "int[BELOW]", "int[HUGE_ONE]", "int[abs]", "int[09]",
             "int[1x]", "int[99999999999999999999]", "struct hidden", "struct enum", "int int"):
    attempt(lambda: ffi.sizeof(text))
print(ffi.typeof("struct later").fields[0][1].type.item is ffi.typeof("struct inside"), ffi.callback("order", lambda a, b: 0) != ffi.NULL)

p = ffi.new("struct point *", {"x": 1, "y": -2})
link = ffi.new("chain_pointer", {"value": 5})
link.next = link
print(p.x, p.y, ffi.addressof(p, "y")[0], ffi.offsetof("struct later", "place", 1, "y"), link.next.next.value)
print(ffi.string(ffi.cast("enum colour", 7)), ffi.string(ffi.cast("toggle", 1)), list(ffi.new("struct tail *", [2, [8, 9]]).items[0:2]))
attempt(ffi.new, "struct hidden *")
attempt(ffi.offsetof, "struct point")
attempt(ffi.offsetof, "struct point", "z")
allocate = ffi.new_allocator(should_clear_after_alloc=False)
print(allocate("size_type *", (3, 4.5)).height, ffi.sizeof(allocate("table")))

lib = ffi.dlopen(None)
print(lib, lib.__name__, type(lib) is _cffi_backend.Lib, isinstance(lib, types.ModuleType), lib.__loader__, lib.__spec__)
print(dir(lib) == sorted(dir(lib)), "environ" in dir(lib), "environ" in lib.__all__, "abs" in lib.__all__)
print(lib.abs(-3), lib.abs is lib.abs, type(lib.abs) is ffi.CData, ffi.typeof(lib.abs), lib.strlen(b"seven c"), lib.LIMIT, lib.BLUE)
half = lib.div(17, 5)
print(half.quot, half.rem, ffi.typeof(half), lib.strtod(b"2.5", ffi.NULL))
room = ffi.new("char[]", 40)
lib.snprintf(room, 40, b"%d %s %.2f", ffi.cast("int", 3), ffi.new("char[]", b"three"), ffi.cast("double", 3))
print(ffi.string(room))
numbers = ffi.new("int[]", [5, -1, 3, 9, 0])


@ffi.callback("order")
def compare(a, b):
    return ffi.cast("int *", a)[0] - ffi.cast("int *", b)[0]


lib.qsort(numbers, len(numbers), ffi.sizeof("int"), compare)
print(list(numbers))
lib.opterr = 12
print(lib.opterr, ffi.addressof(lib, "opterr")[0], ffi.typeof(ffi.addressof(lib, "opterr")), ffi.typeof(lib.environ))
ffi.addressof(lib, "opterr")[0] += 1
lib.opterr += 1
print(lib.opterr, ffi.addressof(lib, "abs") == lib.abs)
attempt(setattr, lib, "opterr", "text")
attempt(setattr, lib, "opterr", 1 << 40)
attempt(setattr, lib, "abs", 3)
attempt(setattr, lib, "LIMIT", 3)
attempt(setattr, lib, "absent", 3)
attempt(delattr, lib, "opterr")
attempt(delattr, lib, "absent")
attempt(getattr, lib, "absent")
attempt(ffi.addressof, lib, "LIMIT")
attempt(ffi.addressof, lib, "absent")
for name in ("no_such_function", "no_such_variable", "no_such_text"):
    try:
        getattr(lib, name)
    except ffi.error as error:
        print(str(error).split("':")[0])

total = 0
for number in range(3000):
    total += lib.abs(number - 1500) + lib.LIMIT
print(total, lib.opterr)

make("declared_above", "struct pair { struct point a, b; union word *w; chain_pointer c; }; int atoi(const char *); static const int MORE = 99; enum colour;", base)
from declared_above import ffi as above

print(above.typeof("struct point") is ffi.typeof("struct point"), above.sizeof("struct pair"), above.integer_const("LIMIT"), above.integer_const("MORE"))
above_lib = above.dlopen(None)
print(above_lib.atoi(b"77"), above_lib.BELOW, above_lib.MORE, [(name, field.offset) for name, field in above.typeof("struct pair").fields])
attempt(getattr, above_lib, "abs")
attempt(lambda: sorted(above.typeof("enum colour").elements))
make("declared_packed", "struct tight { char c; int i; };", packed=True)
from declared_packed import ffi as packed

print(packed.sizeof("struct tight"), packed.offsetof("struct tight", "i"))

ffi.dlclose(lib)
ffi.dlclose(lib)
for name in ("abs", "opterr", "strlen"):
    attempt(getattr, lib, name)
print(lib.LIMIT)
attempt(ffi.dlclose, 3)
attempt(ffi.dlopen, "no such library.so", ffi.RTLD_NOW)
attempt(ffi.dlopen, ffi.NULL)
attempt(ffi.def_extern(), compare.__class__)
attempt(ffi.def_extern("other"), abs)

attempt(_cffi_backend.FFI, "old", _version=0x2594)
attempt(ffi.__init__)
for wrong in ({"_types": 3}, {"_globals": [1]}, {"_struct_unions": {}}, {"_enums": ""}, {"_typenames": []}, {"_includes": 0}):
    try:
        _cffi_backend.FFI("wrong", _version=0x2601, **wrong)
    except TypeError:
        print("TypeError", *wrong)
empty = _cffi_backend.FFI()
print(empty.list_types(), empty.typeof("int *"), dir(empty.dlopen(None)), empty.init_once(lambda: 3, "tag"), empty.init_once(lambda: 4, "tag"))
folder.cleanup()
