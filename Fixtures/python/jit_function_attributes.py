# Attributes of functions in traces: read, changed, added, deleted, replaced with their dict.


def count(n):
    for i in range(n):
        count.calls += 1
        count.last = i
        if i % 50 == 49:
            print(count.calls, count.last, len(count.__dict__))
        if i == 60:
            count.extra = "new"
        if i == 120:
            del count.extra
        if i == 160:
            count.__dict__ = {"calls": 1000, "last": None}
    return count.calls


count.calls = 0
print(count(250))


def missing(n):
    found = 0
    for i in range(n):
        try:
            found += missing.value
        except AttributeError as error:
            found -= 1
            message = str(error)
        if i % 40 == 20:
            missing.value = i
        if i % 40 == 39:
            del missing.value
    return found, message


print(missing(200))


def make():
    def inner():
        inner.calls = getattr(inner, "calls", 0) + 1
        return inner.calls
    return inner


def several(n):
    made = [make() for _ in range(3)]
    made[2].calls = 0.5
    for i in range(n):
        made[i % 3]()
    return [one.calls for one in made], [sorted(one.__dict__) for one in made]


print(several(100))


def named(n):
    def f():
        """text"""
    out = []
    for i in range(n):
        f.__doc__ = "text %d" % i
        f.__name__ = "f%d" % (i % 2)
        f.plain = f.__name__
        out.append((f.__doc__, f.plain, f.__name__))
        if i == n - 5:
            f.__doc__ = None
    return out[-6:]


print(named(80))


def wrong(n):
    out = []
    for i in range(n):
        for text in ("12", "x%d" % i, "", "é", "'", "a" * 300, b"\xff", " 7 "):
            try:
                out.append(int(text))
            except ValueError as error:
                out.append(str(error))
    return out[-8:]


print(wrong(30))
