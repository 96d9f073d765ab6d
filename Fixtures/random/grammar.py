"""The grammar of random programs, as tables of templates.

A template is Python text with holes: <int> is an expression of that kind, <int@> a variable that exists, <int!> a
variable to assign to (perhaps a new one), \\1 the text of the first hole again. A number and a colon before a template
is its weight. Kinds: int, cut (an int that cannot grow without bound), nonzero, tiny (0 to 4), k (a small literal),
float, num (int or float, changing at run time), bool, str, list (of ints), mixed (a list of anything), tuple (two or
more ints), dict (int to int), set (of ints), obj (an instance of a generated class), fun (int to int), gen (an
iterator of ints), any.

Nothing here may print an address, depend on the order of a set or grow exponentially: products are cut where they
are stored, and the writer bounds every variable after it was assigned in a loop.
"""
import re

INT_LITERALS = [
    "0", "1", "-1", "2", "3", "5", "7", "10", "-13", "64", "100", "255", "-128", "1000", "4096", "65535", "2147483647",
    "-2147483648", "4294967296", "1000000007", "2305843009213693951", "2305843009213693952", "-2305843009213693952",
    "-2305843009213693953", "4611686018427387904", "9223372036854775807", "-9223372036854775808",
    "18446744073709551616", "10**20", "-(1 << 90)"]
FLOAT_LITERALS = [
    "0.0", "-0.0", "1.0", "0.5", "-2.5", "3.75", "0.1", "1e-9", "1e16", "-1e300", "1e308", "123456.789", "inf", "-inf",
    "nan", "2.0", "-1.0", "7.0"]
STR_LITERALS = [
    "''", "'a'", "'abc'", "'Hello, World'", "'x y z'", "'\\t tab'", "'ÄÖÜ'", "'日本'", "'12'", "'-7'", "'a,b,,c'",
    "'zzZZ'", "'spam eggs'", "'😀!'"]
MODULI = ["97", "1009", "65536", "1000003", "2**31", "2**61 - 1", "2**61 + 3", "2**63", "2**64 + 13", "10**25"]


def table(text):
    """The templates of a block of lines, each as often as its weight says."""
    templates = []
    for line in text.strip().splitlines():
        weight, colon, rest = line.partition(": ")
        if colon and weight.isdigit():
            templates += [rest] * int(weight)
        else:
            templates.append(line)
    return templates


EXPRESSIONS = {
    "int": table(r"""
6: <int> + <int>
5: <int> - <int>
5: <int> * <cut>
2: <int> // <nonzero>
3: <int> % <nonzero>
<int> // <int>
<int> % <int>
2: <int> & <int>
2: <int> | <int>
2: <int> ^ <int>
~<int>
-<int>
+<int>
2: abs(<int>)
2: <int> << (<int> & 63)
2: <int> >> (<int> & 71)
<cut> ** <tiny>
pow(<int>, <tiny>, <nonzero>)
divmod(<int>, <nonzero>)[0]
divmod(<int>, <nonzero>)[1]
min(<int>, <int>)
max(<int>, <int>, <int>)
sum(<list>)
sum(<list>, <int>)
len(<list>)
len(<str>)
len(<dict>)
len(<set>)
4: <list@>[<int> % (len(\1) or 1)]
2: <list@>[-1]
2: <list@>[<k>]
<list@>[<int>]
2: <tuple@>[0]
<tuple@>[-1]
<tuple@>[<int> % len(\1)]
3: <dict@>.get(<int> % 16, <int>)
<dict@>[<int> % 16]
int(<float>)
round(<float>)
math.floor(<float>)
int(<num>)
int(<str>)
int(str(<int>))
int(<bool>)
<bool> + <int>
<int> * <bool>
3: <int> if <bool> else <int>
<int> and <int>
<int> or <int>
ord(<str>[0])
<str>.count('a')
<str>.find(<str>)
<str>.index('b')
<int>.bit_length()
<int>.__add__(<int>)
int('0x1f', 16) + <int>
hash(-(<int>))
next(iter(<list>), <int>)
max(<list>, default=<int>)
min(<list>)
<list>.index(<k>)
<list>.count(<k>)
sum(x * <k> for x in <list>)
sum([x for x in <list> if x % 2])
sum(1 for c in <str> if c.isalpha())
sum(map(<fun>, <list>)) % 1000003
sum(<gen>)
next(<gen>, -1)
max(<gen>, default=0)
2: (lambda x: x + <int>)(<int>)
(lambda x, y=<k>: x - y)(<int>)
(lambda *x: len(x))(*<list>)
(lambda **x: len(x))(a=<k>, b=<int>)
3: <fun>(<int>)
4: <call>
4: <obj@>.a
3: <obj@>.b
3: <obj@>.p
3: <obj@>.m0(<int>)
2: <obj@>.m1(<int>, <int>)
<obj@>.m1(<int>)
<obj@>.m1(y=<int>, x=<int>)
<obj@>.k
<class>.k
<obj@>.s0(<int>)
<class>.s0(<int>)
<class>.c0(<int>)
<obj@>.c0(<int>)
len(<obj@>)
<obj@>[<int>]
<obj@>(<int>)
int(<obj@>)
<obj@> - <obj@>
<obj@>.m0.__call__(<int>)
sum(<obj@>)
getattr(<obj@>, '<readable>')
getattr(<obj@>, 'extra', <int>)
<class>.m0(<obj@>, <int>)
scalar(<any>)
scalar(<mixed@>[<int> % len(\1)])
(<int>, <int>)[<bool>]
[<int>, <int>, <int>][<int> % 3]
{0: <int>, 1: <int>}[<int> & 1]
(<int>).real
(<int>).numerator
"""),
    "cut": table(r"""
4: <int> % <modulus>
2: <int> & 0xFFFF
<int> & 0xFFFFFFFFFFFFFFFFFF
2: clip(<int>)
2: <k>
<int> % <nonzero>
"""),
    "float": table(r"""
5: <float> + <float>
4: <float> - <float>
5: <float> * <float>
<float> / <float>
2: <float> / <k>
2: <float> // <k>
2: <float> % <k>
<float> % <float>
<float> // <float>
3: <int> / <nonzero>
2: <float> + <int>
2: <int> * <float>
<int> - <float>
-<float>
abs(<float>)
<float> ** <tiny>
abs(<float>) ** 0.5
float(<int>)
float(<num>)
math.sqrt(abs(<float>))
math.sqrt(<float>)
math.fmod(<float>, <k>)
math.copysign(<float>, <int>)
round(<float>, 2)
round(<float>, -1)
round(<float>, <tiny>)
min(<float>, <float>)
max(<float>, <int>)
divmod(<float>, <k>)[1]
divmod(<float>, <k>)[0]
<float> if <bool> else <float>
<float> or <float>
sum([<float>, <float>, <int>])
sum(x * 0.5 for x in <list>)
<obj@>.f
<obj@>.f
float(<obj@>)
float(<str>)
<float>.real
"""),
    "num": table(r"""
<int>
<float>
3: <num> + <num>
2: <num> - <num>
<num> * <k>
<num> / <k>
<num> // <k>
<num> % <k>
<num> * 0.5
abs(<num>)
-<num>
min(<num>, <num>)
2: (<int> if <bool> else <float>)
round(<num>, 3)
[<int>, <float>, <bool>][<int> % 3]
<num> ** 2 % 1013
"""),
    "bool": table(r"""
5: <int> < <int>
3: <int> <= <int>
3: <int> > <int>
2: <int> >= <int>
4: <int> == <int>
3: <int> != <int>
2: <int> < <int> < <int>
<int> <= <int> == <int>
<int> < <int> != <int> >= <int>
<float> < <float>
<float> >= <float>
<float> == <float>
<float> != <float>
<float> < <int>
<int> >= <float>
<num> < <num>
<num> == <int>
<int> < <float> < <int>
3: not <bool>
2: <bool> and <bool>
2: <bool> or <bool>
<bool> ^ <bool>
<bool> & <bool>
<bool> == <bool>
<int> in <list>
<int> not in <tuple>
<int> in <dict>
<int> in <set>
<int> in range(<k>, <int>)
<str> in <str>
<int> in <obj@>
<str> == <str>
<str> < <str>
<str>.startswith(<str>)
<str>.endswith('c')
<str>.isdigit()
<list> == <list>
<list> < <list>
<tuple> < <tuple>
<tuple> == <tuple>
<set> <= <set>
<dict> == <dict>
bool(<any>)
bool(<obj@>)
not <list>
<any@> is None
<any@> is not None
<any> == <any>
<any> != <int>
isinstance(<any>, int)
isinstance(<any>, (str, float))
isinstance(<any>, <class>)
isinstance(<obj@>, <class>)
issubclass(<class>, <class>)
<obj@> == <obj@>
<obj@> != <obj@>
<obj@> < <obj@>
<obj@> == <int>
hasattr(<obj@>, '<attribute>')
hasattr(<obj@>, 'extra')
any(x > <k> for x in <list>)
all(x != <k> for x in <list>)
any(<list>)
all(<tuple>)
callable(<any>)
bool(<int>)
bool(<str>)
<float> != <float>
type(<any>) is int
"""),
    "str": table(r"""
4: <str> + <str>
<str> * <tiny>
2: <str>[<k>:]
2: <str>[:<k>]
<str>[-3:]
<str>[::-1]
<str>[<k>:<k>]
<str>[0]
<str>[<int>]
<str>[<int> % 3:]
3: str(<int>)
2: str(<num>)
repr(<float>)
repr(<tuple>)
repr(<any>)
repr(<str>)
str(<bool>)
2: f'{<int@>}:{<str@>}'
f'{<float@>:.3f}'
f'{<int@>:>8}|{<int@>:<5}|'
f'{<int@>:,}'
f'{<str@>!r}'
f'{<num@>:8.2f}'
f'{<int@>:x}'
'%d-%s' % (<int>, <str>)
'%5.1f%%' % <float>
'%s' % (<any>,)
'{} {}'.format(<int>, <str>)
'{0:>6}'.format(<int>)
<str>.upper()
<str>.lower()
<str>.title()
<str>.swapcase()
<str>.strip()
<str>.replace('a', <str>)
<str>.zfill(<k>)
<str>.center(<k>, '*')
<str>.ljust(<k>)
<str>.capitalize()
''.join([<str>, <str>])
','.join(map(str, <list>))
''.join(c for c in <str> if c != 'a')
''.join(reversed(<str>))
''.join(sorted(<str>))
'-'.join(<str>)
chr(97 + <int> % 26)
chr(200 + <int> % 900)
(<str> or ' ').split(',')[0]
<str>.partition('b')[2]
<str>.split()[0]
hex(<int>)
bin(<int>)
type(<any>).__name__
<str> if <bool> else <str>
<str> or <str>
<obj@>.s
str(<obj@>)
describe(<any>)
"""),
    "list": table(r"""
3: [<cut>, <cut>]
2: [<cut>, <cut>, <cut>]
[]
[<k>] * <tiny>
2: [x * <k> for x in <list>]
2: [x + <int> for x in <list> if x > <k>]
[x % <nonzero> for x in <list>]
[x * y % 1009 for x in range(<tiny>) for y in range(<tiny>)]
[<fun>(x) % 65537 for x in <list>]
[(lambda z: z + x)(<int>) for x in range(<tiny>)]
2: list(range(<tiny>))
list(range(<k>, <k>))
list(range(<k>, -<k>, -2))
2: sorted(<list>)
sorted(<list>, reverse=True)
sorted(<list>, key=lambda x: -x)
2: <list>[<k>:]
<list>[:<k>]
2: <list>[-3:]
<list>[::-1]
<list>[::2]
2: <list> + <list>
<list> * <tiny>
list(map(lambda x: x - <k>, <list>))
list(filter(lambda x: x % 2, <list>))
[*<list>, <cut>]
[*<list>, *<tuple>]
[x + y for x, y in zip(<list>, <list>)]
[x * y % 1009 for x, y in enumerate(<list>)]
list(<dict>.values())
list(<dict>)
[x for x, y in sorted(<dict>.items()) if y > <k>]
[ord(x) for x in <str>]
list(reversed(<list>))
list(<tuple>)
sorted(<set>)
<list> if <bool> else <list>
<list> or [<cut>]
list(<gen>)[:9]
<obj@>.items[:9]
<list>.copy()
[len(x) for x in <str>.split(',')]
list(<obj@>)
[scalar(x) for x in <mixed>]
"""),
    "mixed": table(r"""
4: [<int>, <float>, <str>, None]
2: [<any>, <any>]
[<int>, <bool>, <tuple>, <str>, <float>]
[<obj@>, <int>, <obj@>]
[None, <int>]
[<int>, <int>, <float>, <int>]
"""),
    "tuple": table(r"""
5: (<cut>, <cut>)
(<cut>, <cut>, <cut>)
2: <tuple> + (<cut>,)
divmod(<int>, <nonzero>)
tuple(<list> + [<k>, <k>])
<tuple>[::-1]
<tuple> if <bool> else <tuple>
(<tuple>[-1], *<list>, <k>)
tuple(x + <k> for x in (<cut>, <cut>))
max(<tuple>, <tuple>)
<obj@>.pair
"""),
    "dict": table(r"""
3: {<k>: <cut>, <k>: <cut>}
{}
2: {x % 16: x for x in <list>}
{x: y for x, y in enumerate(<list>)}
{**<dict>, <k>: <cut>}
dict(zip(<list>, <list>))
{y: x for x, y in <dict>.items()}
dict.fromkeys(<list>, <cut>)
<dict> | <dict>
<dict>.copy()
{x: y for x, y in sorted(<dict>.items()) if y % 2}
"""),
    "set": table(r"""
3: {<cut>, <cut>}
set(<list>)
{x % 8 for x in <list>}
<set> | <set>
<set> & <set>
<set> - <set>
<set> ^ <set>
set()
"""),
    "obj": table(r"""
6: <class>(<cut>, <cut>)
<class>(<cut>)
<class>(b=<cut>, a=<k>)
<class>(*(<cut>, <cut>))
<class>(**{'a': <cut>})
3: <obj@> + <int>
2: <int> + <obj@>
3: <obj@> + <obj@>
<obj@> * <k>
<k> * <obj@>
-<obj@>
<obj@> if <bool> else <obj@>
<obj@>.make(<int>)
type(<obj@>)(<cut>)
max(<obj@>, <obj@>)
"""),
    "fun": table(r"""
3: (lambda x: x + <int>)
(lambda x: x * <k> - <int>)
(lambda x, y=<int>: x ^ y)
(lambda x, *y, **z: x + len(y) + len(z))
3: <obj@>.m0
2: make_adder(<int>)
2: make_counter(<k>)
<class>.s0
<class>.c0
<obj@>
abs
int
<fun> if <bool> else <fun>
<obj@>.m1
compose(<fun>, <fun>)
"""),
    "gen": table(r"""
5: <genfun>(<tiny>)
3: <genfun>(<k>, <int>)
iter(<list>)
2: (x + <k> for x in <list>)
(x for x in <list> if x % 2)
(x + y for x in <list>[:4] for y in range(<tiny>))
iter(<obj@>)
map(<fun>, <list>)
filter(None, <list>)
reversed(<list>)
iter(range(<k>))
iter(<tuple>)
chain(<gen>, <gen>)
"""),
    "any": table(r"""
3: <int>
2: <float>
2: <str>
None
<bool>
<tuple>
<list>
2: <obj>
2: <mixed@>[<int> % len(\1)]
<num>
<dict>
(<int> if <bool> else None)
(<int> if <bool> else <str>)
<obj@>.extra
"""),
    "nonzero": ["1", "2", "3", "5", "7", "-3", "10", "16", "97", "1000", "-8", "1000003", "(<int> | 1)", "4294967295"],
    "tiny": ["0", "1", "2", "3", "4", "(<int> & 3)", "(<int> % 5)"],
    "k": ["0", "1", "2", "3", "4", "5", "6", "7", "9", "12", "-1", "-2", "-5"],
    "modulus": MODULI,
    "attribute": ["a", "b", "f", "s", "p", "m0", "k", "items"],
    "readable": ["a", "b", "f", "p", "k"],
}

# Statements of one line. Where a variable is assigned, the writer adds a bound by its kind.
STATEMENTS = table(r"""
12: <int!> = <int>
8: <int@> += <int>
4: <int@> -= <int>
2: <int@> ^= <int>
2: <int@> *= <cut>
<int@> //= <nonzero>
<int@> %= <nonzero>
<int@> <<= <tiny>
<int@> >>= 1
5: <float!> = <float>
4: <float@> += <float>
2: <float@> *= <float>
<float@> -= <int>
<float@> /= <k>
5: <num!> = <num>
4: <num@> += <num>
<num@> *= <k>
4: <any!> = <any>
3: <bool!> = <bool>
6: <str!> = <str>
5: <str@> += <str>
5: <list!> = <list>
2: <mixed!> = <mixed>
4: <tuple!> = <tuple>
4: <dict!> = <dict>
2: <set!> = <set>
5: <obj!> = <obj>
3: <fun!> = <fun>
2: <int!>, <int!> = <int>, <int>
<int@>, <int@> = \2, \1
2: <int!>, <int!> = <tuple>[:2]
<int!>, *<list!> = <list>
*<list!>, <int!> = <tuple>
(<int!>, <int!>), <str!> = <tuple>[:2], <str>
<int!> = <int!> = <int>
<float!>, <int!> = <float>, <int>
5: <list@>.append(<cut>)
2: <list@>.pop()
<list@>.pop(<k>)
<list@>.insert(<k>, <cut>)
3: <list@>[<int> % (len(\1) or 1)] = <cut>
<list@>[<k>] = <cut>
<list@>[<int> % (len(\1) or 1)] += <k>
del <list@>[<k>]
del <list@>[:2]
<list@>[1:3] = <list>
<list@>[::2] = [x + 1 for x in \1[::2]]
<list@>.extend(<list>)
<list@> += <list>
<list@>.sort()
<list@>.reverse()
<list@>.remove(<k>)
<list@>.extend(list(<gen>)[:9])
4: <dict@>[<int> % 16] = <cut>
2: <dict@>[<int> % 16] = \1.get(<k>, 0) + 1
<dict@>[<str>] = <cut>
<dict@>[<int> * 0.5] = <cut>
<dict@>.setdefault(<int> % 16, <cut>)
<dict@>.pop(<int> % 16, None)
del <dict@>[<k>]
<dict@>.update({<k>: <cut>})
2: <set@>.add(<cut>)
<set@>.discard(<k>)
<set@>.remove(<k>)
<set@> |= <set>
5: <obj@>.a = <cut>
4: <obj@>.a += <k>
2: <obj@>.b = <cut>
<obj@>.b -= <int> & 0xFFF
2: <obj@>.p = <cut>
2: <obj@>.f = <float>
<obj@>.s = <str>[-8:]
2: <obj@>.extra = <cut>
<obj@>.extra = <str>[-8:]
del <obj@>.extra
setattr(<obj@>, '<attribute>', <cut>)
<obj@> += <int>
<obj@>[<int>] = <cut>
<obj@>.m0(<int>)
<obj@>.k = <cut>
del <obj@>.k
<obj@>.items.append(<cut>)
3: <global!> += 1
2: <global!> = <cut>
<global!> = <float>
<any!> = [<int>, <float>, <str>, None, <bool>, <obj>, <tuple>][<int> % 7]
<int!> = (<int!> := <int>) + <int>
pass
""")

# Forms that often raise; loops that are to stay in one piece are written without them.
RISKY = re.compile(
    r"del |remove|\.pop\(|\[<int>\]|\[<k>\]|\[<float>|\[<str>|\(<str>\)$|index\(|extra|<dict@>\[<int> % 16\]$|min\(<list>\)|\[0\]|\[-1\]"
    r"|(//|%|/) <(int|float|cut)>|sqrt\(<float>|(int|round|floor)\(<float>|int\(<num>|<num> (//|%)|ord\(|<obj@> [-*]|\* <obj@>"
    r"|max\(<obj|<obj@> <|\*<list!>|__|<fun@>\(\)|setattr|<gen>|compose|<obj@>\.m1$|len\(<obj|<global!> \+|<global!> = <f|<any@>|"
    r"<tiny>\)$|<<= |<call>|\[<int> %|<obj@>\(|<class>\.c0|make\(|<obj@>\.k")


def calm(templates):
    return [template for template in templates if not RISKY.search(template)]


CALM_EXPRESSIONS = {kind: calm(templates) or templates for kind, templates in EXPRESSIONS.items()}
CALM_STATEMENTS = calm(STATEMENTS)

# What changes under the feet of a running loop; each happens at a few iterations only.
EVENTS = table(r"""
3: <class>.k = <cut>
2: <class>.k = <float>
<class>.pair = property(lambda self: (self.b, self.a))
3: <class>.m0 = lambda self, x: x + self.a + <k>
2: <class>.m0 = <class>.m0
<class>.m1 = lambda self, x=1, y=2: x - y
<class>.p = property(lambda self: self.a * 2)
<class>.__len__ = lambda self: <tiny>
<class>.__add__ = lambda self, other: self
<class>.__eq__ = lambda self, other: self is other
<class>.__bool__ = lambda self: self.a % 2 == 0
<class>.__getitem__ = lambda self, index: index
<class>.__call__ = lambda self, x: x * 2
<class>.__getattr__ = lambda self, name: len(name)
<class>.fresh = <cut>
<obj@>.__class__ = <class>
<obj@>.m0 = lambda x: x - 1
<obj@>.extra = <float>
del <obj@>.a
<obj@>.a = <float>
<obj@>.a = <str>
<obj@>.__dict__.clear()
<obj@>.__dict__['a'] = <cut>
4: <global!> = <any>
3: <global!> = <int>
2: <function!> = <function>
2: globals()['<function>'] = <function>
2: <function!> = lambda *x, **y: len(x) + len(y)
make_adder = make_counter
clip = lambda n: n % 1000003
globals()['abs'] = lambda n: n if n > 0 else -n
globals()['len'] = lambda n: n.__len__()
globals().pop('abs', None)
globals().pop('len', None)
<function>.__defaults__ = None
<int!> = <int>
<num!> = <float>
<any!> = None
<list!> = [<cut>] * 7
""")

# Heads of loops with few rounds; the variables assigned are the loop's.
LOOPS = table(r"""
6: for <int!> in range(<tiny>):
3: for <int!> in range(<k>):
2: for <int!> in range(<k>, <k>, <step>):
for <int!> in range(len(<list@>)):
4: for <int!> in <list>[:9]:
3: for <int!>, <int!> in enumerate(<list>[:9]):
2: for <int!>, <int!> in enumerate(<list>[:9], <k>):
2: for <int!>, <int!> in zip(<list>[:9], <list>):
for <int!>, <int!>, <str!> in zip(range(5), <list>, <str>):
2: for <int!>, <int!> in list(<dict>.items()):
for <int!> in list(<dict>):
for <int!> in list(<dict>.values()):
2: for <str!> in <str>[:9]:
for <int!>, <str!> in enumerate(<str>[:9]):
for <int!> in reversed(<list>[:9]):
2: for <int!> in <list@>:
for <int!> in <dict@>:
for <int!> in reversed(range(<tiny>)):
for <int!> in sorted(<set>):
3: for <int!> in <genfun>(<tiny>):
for <int!> in <genfun>(<k>, <int>):
2: for <int!> in islice(<gen>, 9):
2: for <int!> in <obj@>:
2: for <any!> in <mixed>:
2: for <num!> in [<int>, <float>, <int>, <float>]:
for <int!> in map(<fun>, <list>[:9]):
for <int!> in filter(lambda x: x > <k>, <list>[:9]):
for <int!> in (x + <k> for x in <list>[:9]):
for <int!> in <tuple>[:9]:
for <int!>, <int!> in [<tuple>[:2], <tuple>[:2], <tuple>[:2]]:
for <int!>, (<int!>, *<list!>) in enumerate([<tuple>, <tuple>]):
for <fun!> in (<fun>, <fun>, <fun>):
for <obj!> in (<obj>, <obj>, <obj>):
""")

# After an assignment in a loop: \1 is the variable.
BOUNDS = {
    "int": [r"\1 %= <modulus>", r"\1 &= 0x3FFFFFFFFFFFFFFFFF", r"if not -2**90 < \1 < 2**90: \1 %= <modulus>",
            r"\1 = clip(\1)", r"if \1 > 1 << 66 or \1 < -(1 << 66): \1 = \1 >> 60 & 0xFFFFFF"],
    "num": [r"if not -1e9 < \1 < 1e9: \1 = <k>"],
    "str": [r"\1 = \1[-24:]", r"if len(\1) > 30: \1 = \1[:7]"],
    "list": [r"del \1[12:]", r"if len(\1) > 14: \1 = \1[-5:]"],
    "tuple": [r"\1 = \1[:6]", r"if len(\1) > 8: \1 = \1[2:5]"],
    "dict": [r"if len(\1) > 20: \1.clear()", r"while len(\1) > 17: \1.pop(next(iter(\1)))"],
    "set": [r"if len(\1) > 20: \1 = set(sorted(\1)[:5])"],
    "fun": [r"if depth(\1) > 6: \1 = abs"],
}

RAISES = table(r"""
3: raise ValueError(<int>)
2: raise KeyError(<str>)
raise IndexError
raise Problem(<int>, <str>)
raise Problem(<int>, 'deep') from ValueError(<k>)
raise ZeroDivisionError('made') from None
raise TypeError('kind %s' % type(<any>).__name__)
<int!> = <int> // 0
<int!> = <list>[99]
<any!> = None + <int>
<any!> = <obj@>.missing
<int!> = missing_name
<int!> = {}[<k>]
<int!> = int('x%d' % <int>)
<fun@>()
assert not <int>, 'zero'
""")

HANDLERS = [
    "ZeroDivisionError", "ValueError", "(TypeError, ValueError)", "LookupError", "KeyError", "ArithmeticError", "Problem",
    "(AttributeError, NameError)", "Exception", "Exception", "Exception", "AssertionError", "OverflowError"]
