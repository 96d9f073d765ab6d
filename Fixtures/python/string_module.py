# string: constants, Template, Formatter, capwords.
import string
from string import Formatter, Template

print(string.ascii_letters, string.digits, string.hexdigits, string.octdigits)
print(repr(string.punctuation), repr(string.whitespace), len(string.printable))
print(string.ascii_lowercase[:3], string.ascii_uppercase[-3:])
print(string.capwords("hello big  world"), string.capwords("a-b-c", "-"), string.capwords("  x y "))
t = Template("$who likes ${what}s, costs $$5, $who!")
print(t.substitute(who="Tim", what="apple"), t.substitute({"who": "Ann"}, what="pear"))
print(t.safe_substitute(who="Bob"), t.template, t.get_identifiers(), t.is_valid())
print(Template("$1 bad").is_valid())
for text, values in (("$missing", {}), ("$", {}), ("a $1", {}), ("${open", {"open": 1}), ("line\n$ x", {})):
    try:
        print(Template(text).substitute(values))
    except (KeyError, ValueError) as error:
        print(type(error).__name__, error)
print(Template("$ $1 ${x $a").safe_substitute(a="A"))


class Percent(Template):
    delimiter = "%"
    idpattern = "[a-z]+"


print(Percent("%name costs 100%% $x %{b}").substitute(name="tea", b="B"))
f = Formatter()
print(f.format("{0} {1} {k!r:>6}", "a", "b", k="c"), f.format("{}-{}", 1, 2))
print(f.vformat("{a}{0}", (1,), {"a": 2}), list(f.parse("x{a!r:>5}y{}z{{}}")))
print(list(f.parse("plain")), list(f.parse("")))


class Default(Formatter):
    def get_value(self, key, args, kwargs):
        if isinstance(key, str):
            return kwargs.get(key, f"<{key}>")
        return super().get_value(key, args, kwargs)

    def convert_field(self, value, conversion):
        return value.upper() if conversion == "u" else super().convert_field(value, conversion)

    def format_field(self, value, spec): return super().format_field(value, spec) + ("~" if spec else "")


print(Default().format("{a} {b:>4} {c!u} {0}", "pos", a=1, c="up"), Default().format("{x.real} {y[0]}", x=5, y="q"))
for action in (lambda: f.format("{} {0}", 1), lambda: f.format("{a}"), lambda: f.format("{5}"),
               lambda: f.format("{!z}", 1), lambda: f.format()):
    try:
        print(action())
    except (KeyError, ValueError, IndexError, TypeError) as error:
        print(type(error).__name__, error)
shift = str.maketrans(string.ascii_lowercase, string.ascii_lowercase[13:] + string.ascii_lowercase[:13])
print("hello".translate(shift), "hello".translate(shift).translate(shift))
print("".join(c for c in "a1!b2?" if c not in string.punctuation))
print(all(c in string.hexdigits for c in "dead01"))
