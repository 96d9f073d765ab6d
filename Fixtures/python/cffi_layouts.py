# Where the fields of structures and unions lie: padding, packing, bit-fields, nested and nameless ones, open arrays; and what
# ffi says of types.
import cffi

ffi = cffi.FFI()
ffi.cdef("""
struct plain { char a; short b; char c; long d; float e; char f[3]; };
struct bits { unsigned a : 3; int b : 5; unsigned c : 24; long long d : 40; unsigned char e : 1; };
struct gaps { char a; int : 0; char b; short c : 9; char d; };
union either { int i; double d; char bytes[9]; };
struct outer { struct { int x; union { int y; float z; }; }; struct plain inner[2]; enum kind { ONE = 1, TEN = 10, LAST } kind; };
typedef struct { int count; short items[]; } open;
typedef int (*compare)(const void *, const void *);
typedef struct node { struct node *next; compare function; void *any; struct hidden *secret; } node;
enum negative { MINUS = -1, ZERO, BIG = 0x7fffffff };
enum wide { HUGE_ = 0x80000000 };
""")
ffi.cdef("struct tight { char a; int b; short c; long d; };", packed=True)
ffi.cdef("struct half { char a; int b; short c; long d; };", pack=2)

for name in ["struct plain", "struct bits", "struct gaps", "union either", "struct outer", "open", "node", "struct tight", "struct half"]:
    ctype = ffi.typeof(name)
    print(name, ctype.kind, ffi.sizeof(name), ffi.alignof(name))
    print("   ", [(field, f.type.cname, f.offset, f.bitshift, f.bitsize, f.flags) for field, f in ctype.fields])
for text in ["int *", "int[5]", "int(*)[5][3]", "compare", "char *(*)(int, ...)", "unsigned long long", "enum kind", "void *", "int[]"]:
    ctype = ffi.typeof(text)
    print(ctype, ctype.kind, [n for n in dir(ctype)], ffi.getctype(ctype, "name"), ffi.getctype(text, "[2]") if ctype.kind != "function" else "")
print(ffi.typeof("enum negative").elements, ffi.typeof("enum wide").relements, ffi.typeof("enum kind").elements)
print(ffi.typeof("compare").args, ffi.typeof("compare").result, ffi.typeof("compare").ellipsis, ffi.typeof("int[5]").length, ffi.typeof("int[]").length)
print(ffi.typeof("int*") is ffi.typeof("int *"), ffi.typeof("struct plain *").item is ffi.typeof("struct plain"))
print(ffi.offsetof("struct outer", "x"), ffi.offsetof("struct outer", "z"), ffi.offsetof("struct outer", "inner", 1, "d"), ffi.offsetof("int[7]", 3))

p = ffi.new("struct bits *")
p.a, p.b, p.c, p.d, p.e = 5, -9, 0xABCDEF, -(1 << 39), 1
print(p.a, p.b, hex(p.c), p.d, p.e, bytes(ffi.buffer(p)).hex())
for field, value in [("a", 8), ("a", -1), ("b", 16), ("b", -17), ("d", 1 << 39), ("e", 2)]:
    try:
        setattr(p, field, value)
    except OverflowError as error:
        print(error)
u = ffi.new("union either *", {"d": 1.5})
print(u.d, u.i, len(u.bytes), bytes(ffi.buffer(u)).hex())
o = ffi.new("struct outer *", {"x": 3, "y": 0x3f800000, "kind": "TEN" and 10})
print(o.x, o.y, o.z, o.kind, ffi.cast("enum kind", o.kind), sorted(dir(o)))
o.inner[1].f = b"ab"
o.inner[0] = o.inner[1]
print(ffi.string(o.inner[0].f), o.inner[0].f[2], ffi.sizeof(o.inner[0]), ffi.sizeof(o.inner))
q = ffi.new("open *", [3, [7, 8, 9]])
print(q.count, list(q.items), ffi.sizeof(q[0]), len(ffi.buffer(q)), q, q[0])
r = ffi.new("open *", {"items": 4})
print(len(r.items), list(r.items), ffi.sizeof(r[0]))
n = ffi.new("node[2]")
n[0].next = n + 1
n[1].next = ffi.addressof(n[0])
print(n[0].next.next == n, n[1].function == ffi.NULL, n[0].any, bool(n[0].secret), n[0].next - n)
for attempt in [
    lambda: ffi.new("struct hidden *"), lambda: ffi.sizeof("struct hidden"), lambda: n[0].secret.field, lambda: n[0].secret[0], lambda: p.zz,
    lambda: ffi.offsetof("struct bits", "a"), lambda: ffi.offsetof("struct plain", "zz"), lambda: ffi.new("struct plain *", [1, 2, 3, 4, 5, b"abc", 7]),
    lambda: ffi.new("struct plain *", {"zz": 1}), lambda: ffi.new("struct plain *", 5), lambda: ffi.typeof("int").item, lambda: ffi.typeof("int[]").fields,
    lambda: ffi.alignof("struct hidden"), lambda: ffi.new("open *", 3), lambda: setattr(n[0], "next", p), lambda: delattr(p, "a"), lambda: setattr(p, "q", 1),
]:
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, error)
