# hot loops over C memory by cffi: arrays of every width, fields, pointers to structs, bounds, ranges, casts, objects made and dropped
from cffi import FFI

ffi = FFI()
ffi.cdef("""struct p { signed char b; unsigned short h; int i; long long q; float f; double d; struct p *next; int a[4]; unsigned bits:5; _Bool t; char c; };
    typedef struct { int x, y; } point;""")


def sums(kind, values):
    array = ffi.new(kind + "[]", len(values))
    for i in range(len(array)):
        array[i] = values[i]
    total = 0
    for i in range(len(array)):
        total += array[i]
    for value in array:
        total += value
    return total


for kind, low, high in [("signed char", -128, 127), ("unsigned char", 0, 255), ("short", -2**15, 2**15 - 1), ("unsigned short", 0, 2**16 - 1), ("int", -2**31, 2**31 - 1),
                        ("unsigned int", 0, 2**32 - 1), ("long", -2**63, 2**63 - 1), ("unsigned long", 0, 2**64 - 1), ("_Bool", 0, 1)]:
    print(kind, sums(kind, [low + (high - low) * i // 999 for i in range(1000)]))
print(sums("float", [i / 3 for i in range(1000)]), sums("double", [i / 3 for i in range(1000)]), sums("double", list(range(1000))))


def bounds(n):
    array, count = ffi.new("int[]", n), 0
    for i in range(-5, n + 5):
        try:
            array[i] = i
            count += array[i]
        except IndexError as error:
            count += len(str(error))
    return count


def ranges(n):
    array, failed = ffi.new("unsigned char[]", n), 0
    for i in range(n):
        try:
            array[i] = i - 5
        except OverflowError:
            failed += 1
    try:
        for i in range(n):
            array[i] = i if i < n - 3 else "x" if i == n - 1 else 1
    except (TypeError, OverflowError) as error:
        return failed, i, type(error).__name__
    return failed


print(bounds(2000), ranges(300), ranges(200))


def fields():
    p, total = ffi.new("struct p *"), 0
    q = ffi.new("struct p *", {"next": p})
    for i in range(3000):
        p.b, p.h, p.i, p.q, p.f, p.d = i % 128, i, i * 1000, i << 40, i / 2, i / 3
        p.bits, p.t, p.c = i % 32, i & 1, b"x"
        p.a[i % 4] = i
        total += p.b + p.h + p.i + p.q + p.f + p.d + p.bits + p.t + p.a[i % 4] + (q.next.i == p.i) + (q.next == p) + len(p.c)
        q.next.i += 1
        total += p[0].i
    return total


print(fields())


def points(n):
    array = ffi.new("point[]", n)
    for i in range(n):
        array[i].x = i
        array[i].y = -i * 2
    pointer, total = array + 0, 0
    for i in range(n):
        total += pointer.x * 3 + pointer[0].y + (array + i).x
        pointer += 1
    return total, pointer - array, array[n - 1].y


print(points(2000))


def short_lived():
    total = 0
    for i in range(3000):
        box = ffi.new("int *", i)
        box[0] += 1
        pair = ffi.new("point *", (i, 2))
        pair.y = pair.x + box[0]
        total += pair.y + int(ffi.cast("unsigned char", i)) + ffi.cast("int *", pair)[1]
    return total


print(short_lived())


def alternating():
    arrays, total = [ffi.new("int[4]", [1, 2, 3, 4]), ffi.new("double[4]", [0.5] * 4), ffi.new("short[4]", [7] * 4), [10, 20, 30, 40]], 0
    for i in range(4000):
        total += arrays[i * 7 // 5 % 4][i % 4]
    return total


print(alternating())


def matrix(n):
    rows, total = ffi.new("double[%d][%d]" % (n, n)), 0
    for i in range(n):
        for j in range(n):
            rows[i][j] = i * j + 0.5
    for i in range(n):
        row = rows[i]
        for j in range(n):
            total += row[j]
    return total


print(matrix(40))


def linked(n):
    head, keep = ffi.NULL, []
    for i in range(n):
        node = ffi.new("struct p *")
        node.i, node.next = i, head
        keep.append(node)
        head = node
    total = 0
    while head != ffi.NULL:
        total += head.i
        head = head.next
    return total


print(linked(1000))


def bytes_of(data):
    view, total = ffi.from_buffer("unsigned char[]", data), 0
    for i in range(len(view)):
        total = (total * 31 + view[i]) & 0xffffff
        view[i] ^= 0x20
    return total


data = bytearray(b"a line of text " * 100)
print(bytes_of(data), bytes(data[:15]))
