# weakref, copy, copyreg, pickle of user classes, enum, dataclasses: how objects are kept, copied and described.
import copy, copyreg, dataclasses, enum, gc, pickle, weakref
from dataclasses import KW_ONLY, InitVar, asdict, astuple, dataclass, field, fields, make_dataclass, replace


class Node:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f'<{self.name}>'

    def method(self):
        return self.name


node = Node('a')
reference, proxy = weakref.ref(node, lambda r: print('gone')), weakref.proxy(node)
values, keys, some = weakref.WeakValueDictionary(a=node), weakref.WeakKeyDictionary({node: 1}), weakref.WeakSet([node])
method = weakref.WeakMethod(node.method)
finalizer = weakref.finalize(node, print, 'finalized', 'x')
print(reference(), proxy.name, dict(values), list(keys.items()), list(some), method()(), finalizer.alive, weakref.getweakrefcount(node) > 2)
del node
gc.collect()
print(reference(), len(values), len(keys), len(some), method(), finalizer.alive)
try:
    proxy.name
except ReferenceError as error:
    print(error)


class Tree:
    def __init__(self, value, *children):
        self.value, self.children, self.parent = value, list(children), None
        for child in children:
            child.parent = self

    def __deepcopy__(self, memo):
        made = Tree(self.value + '!')
        memo[id(self)] = made
        made.children = copy.deepcopy(self.children, memo)
        return made


tree = Tree('a', Tree('b'))
deep, shallow = copy.deepcopy(tree), copy.copy(tree)
print(deep.value, deep.children[0].value, shallow.children is tree.children, copy.deepcopy([tree, tree])[0].value)
loop = [1]
loop.append(loop)
print(copy.deepcopy(loop)[1][1][0], pickle.loads(pickle.dumps(loop))[1][1][0])


class Reduced:
    def __init__(self, *parts):
        self.parts = parts

    def __reduce_ex__(self, protocol):
        return Reduced, self.parts, {'protocol': protocol}

    def __getstate__(self):
        return 'unused'


class Slotted:
    __slots__ = 'a', 'b'


slotted = Slotted()
slotted.a = 5
for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
    try:
        again = pickle.loads(pickle.dumps([Reduced(1, 2), {'k': (None, True, 1.5, 10**30, b'x', 'é')}, {1}, frozenset([2]), range(3), slotted, Node], protocol))
        print(vars(again[0]), again[1:5], again[5].a, again[6])
    except Exception as error:
        print(protocol, type(error).__name__, error)
for bad in [lambda: pickle.dumps(lambda: 0), lambda: pickle.loads(b''), lambda: pickle.loads(b'\x80\x09.'), lambda: pickle.dumps(iter), lambda: copy.copy(x for x in [])]:
    try:
        bad()
        print('fine')
    except Exception as error:
        print(type(error).__name__, str(error).split(' at 0x')[0])


class Colour(enum.Enum):
    RED = 1
    GREEN = enum.auto()
    CRIMSON = 1

    @property
    def pretty(self):
        return self.name.title()


class Permission(enum.Flag):
    R, W, X = 4, 2, 1
    RW = R | W


class Weekday(enum.IntEnum):
    MONDAY = 1


class Text(enum.StrEnum):
    ONE = enum.auto()


print(list(Colour), Colour.CRIMSON, Colour(2).pretty, Colour['RED'], Colour.__members__.keys(), Permission.R | Permission.X, ~Permission.RW, Permission(7), Permission.W in Permission.RW, list(Permission.RW), Weekday.MONDAY + 1, f'{Weekday.MONDAY} {Colour.RED} {Text.ONE}', repr(Text.ONE), pickle.loads(pickle.dumps(Colour.RED)) is Colour.RED)
for bad in [lambda: Colour(9), lambda: Colour['X'], lambda: setattr(Colour, 'RED', 3), lambda: enum.unique(Colour), lambda: type('Sub', (Colour,), {}), lambda: Permission('x')]:
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, error)


@dataclass(order=True)
class Item:
    name: str = field(compare=False)
    price: float = 0.0
    _: KW_ONLY
    tags: list = field(default_factory=list, repr=False)
    scale: InitVar[int] = 1

    def __post_init__(self, scale):
        self.price *= scale


@dataclass(frozen=True, slots=True)
class Frozen:
    x: int
    y: int = 2


item = Item('a', 2, tags=['t'], scale=3)
print(item, item == Item('b', 6.0, tags=['t']), item < Item('c', 7), asdict(item), astuple(item), replace(item, name='z', scale=1), [f.name for f in fields(Item)], Frozen(1), hash(Frozen(1)) == hash(Frozen(1)), Frozen.__slots__, make_dataclass('Made', [('a', int), ('b', str, 'x')])(1), Item.__match_args__)
for bad in [lambda: Item(), lambda: setattr(Frozen(1), 'x', 2), lambda: dataclass(type('Bad', (), {'__annotations__': {'a': list}, 'a': []})), lambda: Item('a', 1, ['t'])]:
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, error)
