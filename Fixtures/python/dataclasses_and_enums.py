# dataclasses and enum from the standard library (pure Python over our VM).
import enum
from dataclasses import asdict, astuple, dataclass, field, fields, replace


@dataclass
class Point:
    x: int
    y: int = 0
    tags: list = field(default_factory=list, compare=False)

    def norm(self): return (self.x ** 2 + self.y ** 2) ** 0.5


p = Point(3, 4)
print(p, p == Point(3, 4, ["different"]), p.norm(), asdict(p), astuple(p), replace(p, x=10))
print([f.name for f in fields(p)], p != Point(1))
try:
    Point()
except TypeError as error:
    print(error)


@dataclass(order=True, frozen=True)
class Version:
    major: int
    minor: int = 0


v = Version(1, 2)
print(v < Version(1, 3), sorted([Version(2), Version(1, 5), Version(1)]))
print(hash(v) == hash(Version(1, 2)), {v: "x"}[Version(1, 2)])
try:
    v.major = 5
except AttributeError as error:
    print(type(error).__name__, error)


@dataclass
class Child(Point):
    z: int = field(default=5, repr=False)
    total: int = field(init=False)

    def __post_init__(self): self.total = self.x + self.y + self.z


print(Child(1, 2), Child(1, 2, z=7).total, Child.__match_args__)
try:
    @dataclass
    class Bad:
        a: int = 1
        b: str
except TypeError as error:
    print(error)
try:
    @dataclass
    class Mutable:
        a: list = []
except ValueError as error:
    print(error)


class Color(enum.Enum):
    RED = 1
    GREEN = 2
    CRIMSON = 1

    def describe(self): return f"{self.name.lower()} is {self.value}"


print(Color.RED, repr(Color.RED), Color(2), Color["GREEN"], Color.CRIMSON is Color.RED, list(Color))
print(Color.RED.describe(), len(Color), Color.RED == 1, Color.RED in Color)
print(isinstance(Color.RED, Color), {Color.RED: "r"}[Color.RED])
for action in (lambda: Color(9), lambda: Color["BLUE"], lambda: setattr(Color, "RED", 5),
               lambda: Color.RED < Color.GREEN):
    try:
        action()
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        print(type(error).__name__, error)


class Level(enum.IntEnum):
    LOW = 1
    HIGH = enum.auto()


class Flag(enum.Flag):
    A = enum.auto()
    B = enum.auto()
    C = A | B


print(Level.LOW < Level.HIGH, Level.HIGH + 1, f"{Level.HIGH}", Level.HIGH)
print(sorted([Level.HIGH, Level.LOW]), Flag.A | Flag.B, Flag.C, Flag.A & Flag.B, Flag.A in Flag.C)
print(~Flag.A, Flag(0), list(Flag.C))
Animal = enum.Enum("Animal", "CAT DOG")
print(list(Animal), Animal.CAT.value, Animal.DOG.name)
