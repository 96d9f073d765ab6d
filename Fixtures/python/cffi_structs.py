# cffi structs: layout, nesting, unions, bit-fields, arrays in structs, flexible arrays, packing, initialisers, comparison, addressof
from cffi import FFI

ffi = FFI()
ffi.cdef("""
    struct point { int x, y; };
    typedef struct { char tag; double value; short small; } mixed;
    union word { unsigned int whole; unsigned char bytes[4]; struct { unsigned short low, high; }; };
    struct bits { unsigned a:3; int b:5; unsigned c:17; unsigned char d:1; long long e:40; };
    struct line { struct point ends[2]; struct point *extra; const char *name; };
    struct tail { int count; short items[]; };
    typedef enum { RED, GREEN = 5, BLUE } colour;
    enum other { MINUS = -1, PLUS = 1 << 4, BOTH = MINUS + PLUS };
    #define WIDTH 640
    #define HEX 0x1fUL
    typedef int row_t[3]; typedef row_t matrix_t[2];
    struct holder { colour colour; _Bool flag; matrix_t m; int (*f)(int, char *); void *p; wchar_t w; };
    struct node { struct node *next; int value; };
""")
ffi.cdef("struct packed { char c; int i; double d; };", packed=True)
ffi.cdef("struct packed2 { char c; int i; double d; };", pack=2)
for name in ["struct point", "mixed", "union word", "struct bits", "struct line", "struct holder", "struct packed", "struct packed2", "struct node"]:
    kind = ffi.typeof(name)
    print(kind, kind.kind, ffi.sizeof(kind), ffi.alignof(kind),
          [(n, f.type.cname, f.offset, f.bitshift, f.bitsize) for n, f in kind.fields])

p = ffi.new("struct point *", {"x": 3})
print(p.x, p.y, p[0], p == ffi.addressof(p[0]), ffi.addressof(p, "y")[0], repr(p)[:24])
p.y = -7
p[0].x += 10
print(p.x, p.y, ffi.buffer(p)[:].hex())
q = ffi.new("struct point *", p[0])
p.x = 0
print(q.x, q.y, q == p, q != p, ffi.new("struct point[2]", [(1, 2), {"y": 9}])[1].y)
line = ffi.new("struct line *", {"ends": [(1, 2), [3, 4]], "extra": q})
line.ends[0].x = 100
line.extra.y = 55
start = line.ends[0]
start.y = 200
print([(e.x, e.y) for e in line.ends], q.y, line.name == ffi.NULL, ffi.offsetof("struct line", "ends", 1, "y"), ffi.addressof(line, "ends", 1).x)
w = ffi.new("union word *", {"whole": 0x01020304})
print(list(w.bytes), w.low, w.high)
w.high = 0xffff
print(hex(w.whole), w.bytes[3])
b = ffi.new("struct bits *", {"a": 7, "b": -16, "c": 100000, "e": -(2**39)})
print(b.a, b.b, b.c, b.d, b.e)
b.a, b.b, b.d = 2, 15, 1
print(b.a, b.b, b.c, b.d, b.e, ffi.buffer(b)[:].hex())
t = ffi.new("struct tail *", {"count": 3, "items": [10, 20, 30]})
print(t.count, [t.items[i] for i in range(3)], ffi.sizeof("struct tail"), ffi.sizeof(t[0]))
t = ffi.new("struct tail *", [0, 5])
print(t.count, t.items[4], ffi.sizeof(t[0]))
h = ffi.new("struct holder *", {"colour": ffi.typeof("colour").relements["BLUE"], "m": [[1, 2, 3], (4,)], "w": "é", "flag": True})
print(h.colour, h.flag, [list(r) for r in h.m], h.f, h.p == ffi.NULL, h.w, len(h.m))
h.m[1][2] = 77
h.m = [[9]]
print([list(r) for r in h.m], h.m[1:2][0][0], ffi.sizeof(h.m))
lib = ffi.dlopen(None)
print(lib.GREEN, lib.BLUE, lib.MINUS, lib.PLUS, lib.BOTH, lib.WIDTH, lib.HEX)
print(ffi.cast("colour", 5), ffi.cast("colour", 77), ffi.string(ffi.cast("colour", 0)), ffi.string(ffi.cast("colour", 77)))
head = ffi.NULL
keep = []
for i in range(5):
    head = ffi.new("struct node *", (head, i * i))
    keep.append(head)
values = []
while head:
    values.append(head.value)
    head = head.next
print(values)
for attempt in [lambda: p.z, lambda: setattr(p, "z", 1), lambda: setattr(p, "x", 2**31), lambda: setattr(b, "a", 8),
                lambda: setattr(b, "b", -17), lambda: ffi.new("struct point *", (1, 2, 3)), lambda: ffi.new("struct point *", {"q": 1}),
                lambda: ffi.new("struct point *", 5), lambda: ffi.new("struct missing *"), lambda: ffi.new("struct point"),
                lambda: ffi.new("colour *", 1)[0], lambda: ffi.new("colour *", "NONE"), lambda: ffi.addressof(b, "a"),
                lambda: ffi.NULL[0], lambda: ffi.offsetof("struct point", "z"), lambda: setattr(line, "extra", w), lambda: p < 5,
                lambda: ffi.new("union word *", [1, 2]), lambda: ffi.cdef("struct point { long x; };"), lambda: ffi.cdef("int f(int"),
                lambda: ffi.typeof("nothing"), lambda: ffi.sizeof("void"), lambda: ffi.typeof("struct point").length, lambda: len(p)]:
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, str(error).splitlines()[0])
