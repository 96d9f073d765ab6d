# hot loops over C memory by ctypes: arrays of every width, fields, values, pointers, bounds, wrapping, unions, bit-fields, objects made and dropped
from ctypes import *


class Point(Structure):
    _fields_ = [("x", c_int), ("y", c_int)]


class Record(Structure):
    pass


Record._fields_ = [("b", c_byte), ("h", c_ushort), ("i", c_int), ("q", c_longlong), ("f", c_float), ("d", c_double), ("next", POINTER(Record)), ("a", c_int * 4),
                   ("bits", c_uint, 5), ("t", c_bool), ("c", c_char), ("point", Point)]


def sums(kind, values):
    array = (kind * len(values))()
    for i in range(len(array)):
        array[i] = values[i]
    total = 0
    for i in range(len(array)):
        total += array[i]
    for value in array:
        total += value
    return total


for kind in [c_byte, c_ubyte, c_short, c_ushort, c_int, c_uint, c_long, c_ulong, c_bool]:
    print(kind.__name__, sums(kind, [-2**40 + 2**33 * i + i * 77 for i in range(1000)]))
print(sums(c_float, [i / 3 for i in range(1000)]), sums(c_double, [i / 3 for i in range(1000)]), sums(c_double, list(range(1000))))


def bounds(n):
    array, count = (c_int * n)(), 0
    for i in range(-n - 5, n + 5):
        try:
            array[i] = i
            count += array[i]
        except IndexError as error:
            count += len(str(error))
    return count


def wrong(n):
    array = (c_int * n)()
    try:
        for i in range(n):
            array[i] = i if i < n - 1 else "x"
    except TypeError as error:
        return i, str(error)


print(bounds(1500), wrong(1000))


def fields():
    p, total = Record(), 0
    q = Record(next=pointer(p))
    for i in range(2000):
        p.b, p.h, p.i, p.q, p.f, p.d = i, i, i * 1000, i << 40, i / 2, i / 3
        p.bits, p.t, p.c = i, i & 1, b"x"
        p.a[i % 4] = i
        p.point.x = i
        total += p.b + p.h + p.i + p.q + p.f + p.d + p.bits + p.t + p.a[i % 4] + (q.next[0].i == p.i) + p.point.x + len(p.c)
        q.next.contents.i += 1
        total += p.i
    return total


print(fields())


def points(n):
    array, total = (Point * n)(), 0
    for i in range(n):
        array[i].x = i
        array[i].y = -i * 2
    pointer = cast(array, POINTER(Point))
    for i in range(n):
        total += pointer[i].x * 3 + array[i].y
    return total


print(points(1500))


def values():
    i, d, total = c_int(), c_double(), 0
    for k in range(3000):
        i.value += k * 1000003
        d.value = i.value / 2
        total += i.value + d.value
    return total


print(values())


def short_lived():
    total = 0
    for i in range(2000):
        box, pair = c_int(i), Point(i, 2)
        box.value += 1
        pair.y = pair.x + box.value
        total += pair.y + c_ubyte(i).value
    return total


print(short_lived())


def alternating():
    arrays, total = [(c_int * 4)(1, 2, 3, 4), (c_double * 4)(*[0.5] * 4), (c_short * 4)(*[7] * 4), [10, 20, 30, 40]], 0
    for i in range(4000):
        total += arrays[i * 7 // 5 % 4][i % 4]
    return total


print(alternating())


def through_pointers(n):
    array, total = (c_long * n)(*range(n)), 0
    p = cast(array, POINTER(c_long))
    for i in range(n):
        p[i] += 1
        total += p[i] + p.contents.value
    return total


print(through_pointers(1500))


class Word(Union):
    _fields_ = [("whole", c_uint), ("half", c_ushort * 2), ("bytes", c_ubyte * 4)]


def unions():
    w, total = Word(), 0
    for i in range(2000):
        w.whole = i * 0x01010101
        total += w.bytes[i % 4] + w.half[1]
    return total


print(unions())


class Named(Structure):
    _fields_ = [("x", c_int)]
    y = 5

    @property
    def double(self):
        return self.x * 2


def attributes():
    n, total = Named(3), 0
    for i in range(2000):
        n.x = i
        n.extra = i
        total += n.double + n.y + n.extra
    return total


print(attributes())
