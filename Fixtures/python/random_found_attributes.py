# Differences that random programs found: messages of deletions, frames of generators that never ran, wide indices.
class Plain:
    k = 1


class Slotted:
    __slots__ = ("a",)
    k = 1

    def m(self):
        pass


for o in (Plain(), Slotted()):
    for name in ("k", "missing", "m", "a", "__init__", "__class__"):
        try:
            delattr(o, name)
        except (AttributeError, TypeError) as error:
            print(type(o).__name__, name, type(error).__name__, error)


def places(error):
    trace, found = error.__traceback__, []
    while trace is not None:
        found.append((trace.tb_frame.f_code.co_name, trace.tb_lineno))
        trace = trace.tb_next
    return found


def numbers():
    try:
        yield 1
    except KeyError:
        yield 2
    yield 3


def delegating():
    yield from numbers()


for make in (numbers, delegating):
    for rounds in range(4):
        for error in (ValueError(3), KeyError(4), GeneratorExit()):
            g = make()
            try:
                for _ in range(rounds):
                    next(g)
                print(g.throw(error))
            except BaseException as caught:
                print(type(caught).__name__, places(caught))
            print(list(g))

for wide in (2**61 - 1, 2**61, 2**62, 2**63 - 1, 2**63, -(2**61), -(2**62), -(2**63), -(2**63) - 1, 2**200):
    for sequence in ([1, 2], (1, 2), "ab", b"ab", range(2)):
        try:
            sequence[wide]
        except IndexError as error:
            print(error)
    items = [1]
    try:
        items[wide] = 2
    except IndexError as error:
        print(error)
    try:
        del items[wide]
    except IndexError as error:
        print(error)


class Late:
    pass


Late.p = property(lambda self: 1)
Late.q = property()
for action in (lambda o: setattr(o, "p", 2), lambda o: delattr(o, "p"), lambda o: o.q):
    try:
        action(Late())
    except AttributeError as error:
        print(error)
