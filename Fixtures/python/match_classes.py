# match: class patterns, __match_args__, values by dotted name, subjects evaluated once.
import enum


class Point:
    __match_args__ = ("x", "y")
    def __init__(self, x, y): self.x, self.y = x, y


class Point3(Point):
    def __init__(self, x, y, z):
        super().__init__(x, y)
        self.z = z


class Circle:
    def __init__(self, center, radius): self.center, self.radius = center, radius


class Color(enum.Enum):
    RED = 1
    GREEN = 2


class Constants:
    LIMIT = 10
    NAME = "limit"


def describe(shape):
    match shape:
        case Point(0, 0):
            return "origin"
        case Point3(z=0):
            return "flat"
        case Point(x, 0):
            return f"on the x axis at {x}"
        case Point(x=0, y=y):
            return f"on the y axis at {y}"
        case Point(x, y) if x == y:
            return f"diagonal {x}"
        case Point(x=a, y=b) as p:
            return f"somewhere {a} {b} {type(p).__name__}"
        case Circle(center=Point(x=0), radius=r):
            return f"circle on the y axis, radius {r}"
        case Circle():
            return "circle"
        case Color.RED:
            return "red"
        case Color():
            return f"color {shape.name}"
        case Constants.LIMIT | Constants.NAME:
            return "constant"
        case str(text) | bytes(text):
            return f"text {text!r}"
        case bool(flag):
            return f"flag {flag}"
        case int(n) | float(n):
            return f"number {n}"
        case list([first, *_]):
            return f"list starting with {first}"
        case tuple((a, b)):
            return f"pair {a} {b}"
        case dict({"k": v}):
            return f"dict with k {v}"
        case set():
            return "set"
        case _:
            return "unknown"


for shape in (Point(0, 0), Point3(1, 2, 0), Point(5, 0), Point(0, 6), Point(3, 3), Point(1, 2), Point3(1, 2, 3),
              Circle(Point(0, 1), 2), Circle(Point(1, 1), 2), Color.RED, Color.GREEN, 10, "limit", "text", b"raw",
              True, 5, 2.5, [7, 8], [], (1, 2), (1,), {"k": 1}, {"j": 1}, {1}, None, object):
    print(describe(shape))


class NoArgs:
    pass


class Wrong:
    __match_args__ = ["a"]


class One:
    __match_args__ = ("a",)
    a = 1


def attempt(pattern, subject):
    source = f"match subject:\n    case {pattern}:\n        print('matched')\n    case _:\n        print('no match')"
    try:
        exec(source, globals(), {"subject": subject})
    except (TypeError, SyntaxError) as error:
        print(pattern, "|", type(error).__name__, error)


attempt("NoArgs(1)", NoArgs())
attempt("Wrong(1)", Wrong())
attempt("One(1, 2)", One())
attempt("One(1)", One())
attempt("One(1, a=2)", One())
attempt("int(1, 2)", 1)
attempt("One(b=1)", One())
attempt("text", 1)
attempt("5()", 1)
attempt("x | y", 1)
attempt("x, x", (1, 2))
attempt("{'a': x, **_}", {})
attempt("[*a, *b]", [])
attempt("1 + 1", 2)
attempt("-1 | 1", -1)
calls = []


def subject():
    calls.append(1)
    return [1, 2, 3]


match subject():
    case [1]:
        pass
    case [1, 2]:
        pass
    case [_, _, three]:
        print(three, calls)


class Sized:
    def __len__(self): return 2
    def __getitem__(self, i): return i


match Sized():
    case [a, b]:
        print("never: not a sequence")
    case Sized():
        print("class only")
match {"x": None}:
    case {"x": None}:
        print("none value")
match (1, [2, {"k": [3, 4]}]):
    case (int(a), [b, {"k": [c, *d]}]):
        print(a, b, c, d)
