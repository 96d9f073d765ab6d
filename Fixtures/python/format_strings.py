# str.format, format() of strings, format_map, and their errors.
print("{} {} {}".format(1, "two", [3]), "{0} {1} {0}".format("a", "b"), "{a} {b!r} {a:>5}".format(a=1, b="x"))
print("{0.real} {0.imag} {1[0]} {1[1]} {2[key]} {2[a b]}".format(5, [10, 20], {"key": "v", "a b": "w"}))
print("{{}} {{{}}}".format(1), "{:{}}|{:{w}}".format("x", 5, "y", w=3))
print("{!r} {!s} {!a}".format("é", "é", "é"))
print("{:<6}|{:>6}|{:^6}|{:*^7}|{:.2}|{:6.2}|{:>6.3s}".format("ab", "ab", "ab", "ab", "abcdef", "abcdef", "abcdef"))
print("{:05}|{:<05}|{:>5}|{:d}|{:s}|{}".format(42, 42, 42, 42, "s", None), "{:5}|{:5}|{!s:5}|".format(1, "a", 1))


class Point:
    def __init__(self, x, y): self.x, self.y = x, y

    def __format__(self, spec):
        return f"({self.x:{spec or 'd'}}, {self.y:{spec or 'd'}})"


p = Point(1, 20)
print("{} {:03d} {p.x} {p.y:>4}".format(p, p, p=p), f"{p} {p:x}", format(p, "b"), format(p))
print("{0[0][1]} {0[1].x}".format([["a", "b"], p]), "{[k]} {.x}".format({"k": 1}, p), "{0:{1}{2}}".format("x", ">", 4))


class Default(dict):
    def __missing__(self, key): return "<" + key + ">"


print("{a} {b}".format_map(Default(a=1)), "{x}".format_map({"x": 5}), "{}".format("{}"))
print("".format(), "plain".format(1, a=2))
for form, args, kwargs in (("{}", (), {}), ("{0}", (), {}), ("{a}", (), {}), ("{} {0}", (1, ), {}),
                           ("{0} {}", (1, ), {}), ("{", (), {}), ("}", (), {}), ("{!x}", (1, ), {}),
                           ("{:q}", ("s", ), {}), ("{:d}", ("s", ), {}), ("{0.nope}", (1, ), {}),
                           ("{0[5]}", ([1], ), {}), ("{0[a]}", ([1], ), {}), ("{!}", (1, ), {}), ("{!r", (1, ), {}),
                           ("{:=5}", ("s", ), {}), ("{:+}", ("s", ), {}), ("{:,}", ("s", ), {}), ("{0[}", (1, ), {}),
                           ("{a.}", (), {"a": 1}), ("{:#}", ("s", ), {}), ("{:05}", ("s", ), {}),
                           ("{:x}", ([], ), {}), ("{a[]}", (), {"a": {}}), ("{!rr}", (1, ), {})):
    try:
        print(repr(form), form.format(*args, **kwargs))
    except (IndexError, KeyError, ValueError, AttributeError, TypeError) as error:
        print(repr(form), type(error).__name__, error)
print(format("text"), format("text", ">10"), format([1, 2]), format(None))
print(format("é", "é^5"), format("日本", "^6"))
print("{:>10}|{:^10}|{:<10}".format(*map(str, (True, None, 1.5))), "{:>{}}".format("r", 4))
print("{:{}{}{}}".format("c", "-", "^", 5))
names = ["apple", "fig", "banana"]
for i, name in enumerate(names):
    print("{:2d}. {:<10}{:>8.2f}".format(i, name, len(name) * 1.25))
print("{:s} {!s:s} {:10s}|".format("a", 5, "b"), "{0!r:>8}".format("q"), "{0:}".format(3))
print("{:%}".format(0.5), "{:c}".format(97))
print("{a[b][c]} {a[d]}".format(a={"b": {"c": 1}, "d": 2}), "{0[-1]}".format({"-1": "text key"}))
print("{0[0]}".format({0: "int key"}))
