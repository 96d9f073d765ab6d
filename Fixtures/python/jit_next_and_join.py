# `next` and `str.join` with a generator run as frames: the item, the end, the default, and what a generator returns; slices of
# bytes and bytearrays, also with bounds that change them.


def count(n):
    for i in range(n):
        yield i


def returning(n):
    for i in range(n):
        yield i
    return "done"


def letters(n):
    i = 0
    while i < n:
        i += 1
        if i % 3 == 0:
            yield "x" * (i % 5)


def interleave(*sources):
    active = [iter(source) for source in sources]
    while active:
        for source in active[:]:
            try:
                yield next(source)
            except StopIteration as end:
                ends.append(end.value)
                active.remove(source)


def leaking(n):
    source = count(n)
    while True:
        yield next(source)


ends = []
print(sum(interleave(count(300), count(200), returning(100))), ends)
total = 0
for n in range(200):
    generator = count(n % 4)
    total += next(generator, -1) + next(generator, -2) + next(generator, 0)
    total += next(returning(n % 2), 7)
print(total)
for make in (count, returning):
    for n in (3, 60):
        source = make(n)
        seen = []
        try:
            while True:
                seen.append(next(source))
        except StopIteration as end:
            print(len(seen), end.args, end.value, repr(end), end.__context__)
        try:
            next(source)
        except StopIteration as end:
            print(end.args)
try:
    print(list(leaking(90)))
except RuntimeError as error:
    print(error, repr(error.__cause__))
print(len("".join(letters(500))), "-".join(letters(40)), ", ".join(str(i) for i in range(60))[-20:])
for i in range(80):
    text = ",".join(c for c in "abc" if i % 2)
print(repr(text), "".join(reversed(text)))
for bad in (1, None, b"x"):
    try:
        ",".join(bad if i == 70 else "a" for i in range(90))
    except TypeError as error:
        print(error)


class Subclass(str):
    def join(self, items):
        return "mine:" + str.join(self, items)


print([Subclass("-").join(c for c in "abc") for _ in range(50)][-1], str.join("+", (c for c in "ab")))

data, array, kept = bytes(range(200)), bytearray(range(200)), bytearray()
for i in range(150):
    kept += array[i:i + 3] + data[i:i + 2]
    kept += array[i::50]
    kept[:1] = array[5:5]
print(len(kept), sum(kept), type(array[3:4]), type(data[3:4]), array[150:400:7], data[::-60], array[9:2], data[500:])


class Shrinking:
    def __index__(self):
        array.clear()
        return 100


print(array[2:Shrinking()], len(array))
array.extend(range(50))
print(array[2:40:Shrinking()])


def failing(n):
    source = (10 // (40 - i) for i in range(n))
    while True:
        next(source)


failing(60)
