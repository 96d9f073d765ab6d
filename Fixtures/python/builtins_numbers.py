# abs, round, pow, divmod, chr, ord, hex, oct, bin, int, float, bool, hash, id-free identity.
print(abs(-5), abs(5.5), abs(-0.0), abs(True), abs(-2 ** 70), round(2.5), round(-2.567, 2))
print(round(12345, -2), pow(2, 10), pow(2, -1), pow(2.0, 3), pow(7, 2, 10), divmod(17, 5))
print(divmod(-17, 5), divmod(17, -5), divmod(5.5, 2), divmod(2 ** 70, 3))
print(chr(65), chr(8364), ord("A"), ord("€"), ord(b"A"), hex(255), hex(-1), oct(8), bin(10))
print(bin(-3), hex(0), bool(0), bool(1), bool(""), bool("0"), bool([]), bool([0]), bool(None))
print(bool(0.0), bool(()), bool(object()))
print(int("12"), int(3.9), int(True), float("1.5"), float(3), float("-inf"), float(True), float())
print(int(), bool(), str(), repr(1.0), ascii("é"), repr("é"))
print(hash(5), hash(5.0), hash(True), hash(-1), hash(0.5), hash(2 ** 61), hash(None) == hash(None))
print(hash((1, 2)) == hash((1, 2)), hash("x") == hash("x"), hash(int) == hash(int))
print(hash(print) == hash(print))
a = [1]
b = a
print(a is b, a is not [1], id(a) == id(b), id(a) == id([1]), None is None, True is True)
print(() == (), type(id(a)).__name__)
print(callable(len), callable(5), callable(lambda: 0), callable(int), callable(type("C", (), {})()))
print(callable(type("C", (), {"__call__": 1})()))
print(isinstance(5, int), isinstance(True, int), isinstance(5, (str, int)), isinstance(5, str))
print(isinstance([], list), isinstance(5, object), isinstance(int, type), isinstance(5, int | str))
print(isinstance(None, int | None), isinstance("a", (int, (float, (str,)))), isinstance(5, ()))
print(issubclass(bool, int), issubclass(int, object), issubclass(int, (str, object)))
print(issubclass(str, int), issubclass(KeyError, LookupError), issubclass(type, object))
print(issubclass(int, int), issubclass(bool, int | str))
for action in (lambda: isinstance(5, 5), lambda: issubclass(5, int), lambda: issubclass(int, "x"), lambda: abs("a"),
               lambda: abs(None), lambda: round("a"), lambda: round(1.5, "a"), lambda: pow("a", 2),
               lambda: pow(2, 3, 1.5), lambda: pow(2.0, 3, 5), lambda: divmod("a", 1), lambda: divmod(1, "b"),
               lambda: chr(1.5), lambda: ord(""), lambda: ord(5), lambda: hex("a"), lambda: hex(1.5),
               lambda: bin(None), lambda: int([]), lambda: float({}), lambda: hash([]), lambda: hash({}),
               lambda: hash(set()), lambda: callable(), lambda: bool(1, 2), lambda: pow(2), lambda: round(),
               lambda: divmod(1, 0), lambda: divmod(1.0, 0), lambda: isinstance([], list[int]),
               lambda: isinstance(5, (int, 5)), lambda: isinstance("x", (int, 5))):
    try:
        print(action())
    except (TypeError, ValueError, ZeroDivisionError) as error:
        print(type(error).__name__, error)
print(type(5), type("a"), type(None), type(type), type(len), type(lambda: 0), type([].append))
print(type(range(1)), type(iter([])), type((x for x in [])))
print(type(NotImplemented), type(...), type(print).__name__)
print([type(x).__name__ for x in (1, 1.0, "", b"", [], (), {}, set(), frozenset(), None, True, range(1), slice(1),
                                  bytearray(), object(), iter(()), iter({}), iter(set()), enumerate([]),
                                  zip(), map(str, []), filter(None, []), reversed([]), {}.keys(), {}.values(),
                                  {}.items(), iter({}.items()), iter(range(0)), property(), classmethod(len),
                                  staticmethod(len), super(int, 5), Exception(), NotImplemented, ..., type, int)])
print(NotImplemented, ..., Ellipsis is ..., None, True, __name__, __debug__, int | str, list[int])
print(dict[str, int], tuple[int, ...])
print(max(2 ** 70, 1.0), min(-2 ** 70, float("-inf")), sorted([True, 0, 2.5, -1]))
print(5 == 5.0 == True + 4, (5).__eq__("a"), (5).__lt__(6), int.__name__, int.__mro__)
print(bool.__bases__, object.__bases__, type.__mro__)
print(0.1 + 0.2 == 0.3, abs(0.1 + 0.2 - 0.3) < 1e-9, 7 // 2 * 2 + 7 % 2, -7 // 2 * 2 + -7 % 2)
print(2 ** 3 ** 2, -2 ** 2, (-2) ** 2, not 1 == 2, 1 < 2 and 2 < 3, 5 & 3 == 1, 1 + 2 << 3, ~5 + 1)
print(- - 5, +-+5, 10 - 5 - 2, 2 * 3 % 4, 100 / 10 / 2, 1 if 0 else 2 if 0 else 3, not not 5)
print(4 ^ 1 | 2 & 3)
