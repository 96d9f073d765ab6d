"""Exceptions: raised and caught in loops, through call chains, with finally, as control flow, in iterators."""
SIZE, SMALL = 350000, 100
EXPECTED = (47727449991, 8749825000, 4772822736, 477274537, 175000, 87500, 315000, 15312412500)


class Rejected(Exception):
    def __init__(self, reason, value):
        super().__init__(reason)
        self.value = value


class Fatal(Rejected):
    pass


def check(value):
    if value % 7 == 0:
        raise Rejected("multiple of seven", value)
    if value % 11 == 0:
        raise Fatal("multiple of eleven", value)
    return value


def through(value, depth):
    if depth == 0:
        return check(value)
    try:
        return through(value, depth - 1)
    finally:
        through.unwound += 1


class Source:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n


def to_number(text):
    try:
        return int(text)
    except ValueError:
        return -1


def run(n):
    accepted = rejected = fatal = 0
    for i in range(n):
        try:
            accepted += check(i)
        except Fatal as error:
            fatal += error.value
        except Rejected as error:
            rejected += error.value
        else:
            accepted += 1
    through.unwound = 0
    deep = 0
    for i in range(n // 10):
        try:
            deep += through(i, 5)
        except Rejected:
            deep -= 1
    table = {i: i for i in range(0, n, 2)}
    missing = 0
    for i in range(n // 2):
        try:
            table[i]
        except KeyError:
            missing += 1
    parsed = sum(to_number(text) for text in ["12", "x", "7"] * (n // 20))
    return accepted, rejected, fatal, deep, through.unwound, missing, parsed, sum(Source(n // 2))


if __name__ == "__main__":
    print(run(SMALL))
