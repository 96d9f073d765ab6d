# Properties, operators and special methods called from hot loops, changed and failing while the loop is hot.
class Vector:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, other):
        if not isinstance(other, Vector):
            return NotImplemented
        return Vector(self.x + other.x, self.y + other.y)

    def __radd__(self, other):
        return Vector(self.x + other, self.y + other)

    def __mul__(self, factor):
        return Vector(self.x * factor, self.y * factor)

    def __eq__(self, other):
        return isinstance(other, Vector) and self.x == other.x and self.y == other.y

    def __lt__(self, other):
        return self.x < other.x

    def __bool__(self):
        return self.x % 5 != 0

    def __len__(self):
        return self.x % 4

    def __getitem__(self, index):
        return (self.x, self.y)[index]

    def __call__(self, z):
        return self.x + z

    def __contains__(self, item):
        return item in (self.x, self.y)

    def __iter__(self):
        yield self.x
        yield self.y

    def __neg__(self):
        return Vector(-self.x, -self.y)

    @property
    def size(self):
        return self.x * self.x + self.y * self.y

    @size.setter
    def size(self, value):
        self.x = value // 2
        self.y = value - self.x

    def __repr__(self):
        return f"Vector({self.x}, {self.y})"


def arithmetic(n):
    total = Vector(0, 0)
    for i in range(n):
        total = total + Vector(i, 1) * 2
        if i % 100 == 99:
            total = 5 + total
        try:
            total + "x"
        except TypeError as error:
            message = str(error)
    return total, message


print(arithmetic(600))


def mixed(n):
    v = Vector(1, 2)
    counts = [0] * 8
    for i in range(n):
        v.size = i
        counts[0] += v.size % 7
        counts[1] += 1 if v else 0
        counts[2] += len(v)
        counts[3] += v[i & 1]
        counts[4] += v(i)
        counts[5] += i // 2 in v
        counts[6] += sum(-v)
        counts[7] += (v == Vector(i // 2, i - i // 2)) + (v < Vector(10, 0))
        a, b = v
        counts[0] += a - b
    return counts


print(mixed(700))


def changing(n):
    v = Vector(3, 4)
    total = 0
    for i in range(n):
        if i == 250:
            Vector.size = property(lambda self: self.x)
        if i == 400:
            Vector.__add__ = lambda self, other: Vector(self.x - other.x, 0)
        if i == 500:
            del Vector.__bool__
        total += v.size
        w = v + Vector(i, 0)
        total += w.x
        if w:
            total += 1
    return total


print(changing(700))


class Watched:
    reads = 0

    def __getattr__(self, name):
        Watched.reads += 1
        if name.startswith("a"):
            return len(name)
        raise AttributeError(name)

    def __setattr__(self, name, value):
        object.__setattr__(self, name, value * 2)


def watched(n):
    w = Watched()
    total = 0
    for i in range(n):
        total += w.abc + w.ab
        w.value = i
        total += w.value
        if i % 90 == 0:
            try:
                w.missing
            except AttributeError as error:
                total += len(error.args[0])
    return total, Watched.reads


print(watched(400))


class Meter:
    def __get__(self, instance, owner):
        return 7 if instance is None else instance.base + 1

    def __set__(self, instance, value):
        instance.base = value


class Holder:
    meter = Meter()

    def __init__(self):
        self.base = 0


def descriptors(n):
    h = Holder()
    for i in range(n):
        h.meter = h.meter + Holder.meter
        if h.base > 1000:
            h.base = 0
    return h.base


print(descriptors(600))
