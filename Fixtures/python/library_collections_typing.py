# typing and collections.abc at run time: generic classes, protocols, typed dictionaries, hints read back, user containers.
import collections, collections.abc as abc, typing
from typing import *

T = TypeVar('T')
N = TypeVar('N', bound=int)


class Stack(Generic[T]):
    items: list[T]

    def push(self, item: T) -> None: ...


class Named(Protocol):
    name: str


@runtime_checkable
class Sized2(Protocol):
    def __len__(self) -> int: ...


class Movie(TypedDict, total=False):
    title: Required[str]
    year: int


class Point(NamedTuple):
    x: int
    y: int = 0

    def norm(self):
        return (self.x ** 2 + self.y ** 2) ** 0.5


UserId = NewType('UserId', int)
print(Stack[int], Stack[int].__origin__, Stack[int].__args__, Stack.__parameters__, Stack[T][str], Dict[str, T][int], Optional[int], Union[int, str, int], Callable[[int], str], Literal['a', 1], Annotated[int, 'meta'], ClassVar[int], Tuple[int, ...], Type[int], Final, Any)
print(isinstance([], Sized2), isinstance(3, Sized2), Movie(title='x'), Movie.__required_keys__, Movie.__optional_keys__, Point(3, 4).norm(), Point(1), Point._field_defaults, UserId(5), UserId)


def f(a: int, b: 'Stack[int]' = None, *c: Optional[str]) -> List['Point']: ...


print(get_type_hints(f), get_origin(List[int]), get_args(Union[int, None]), get_args(Callable[[int, str], bool]), get_type_hints(Stack))
for bad in [lambda: Stack[int, str], lambda: Union[()], lambda: isinstance([], List[int]), lambda: Optional[1], lambda: Generic[int], lambda: Named(), lambda: Literal[1](), lambda: int | 'x']:
    try:
        print(bad())
    except TypeError as error:
        print(error)
print(cast(int, 'x'), overload(f).__name__, len(typing.get_overloads(f)), no_type_check(f).__no_type_check__, TYPE_CHECKING, assert_type(1, int), reveal_type.__name__)
P = ParamSpec('P')
Ts = TypeVarTuple('Ts')
print(P, P.args, Ts, Concatenate[int, P], Callable[P, T], Self, Never, LiteralString, Unpack[Ts], TypeGuard[int], NotRequired[int])


class Bag(abc.MutableSequence):
    def __init__(self, *items):
        self.items = list(items)

    def __getitem__(self, i):
        return self.items[i]

    def __setitem__(self, i, v):
        self.items[i] = v

    def __delitem__(self, i):
        del self.items[i]

    def __len__(self):
        return len(self.items)

    def insert(self, i, v):
        self.items.insert(i, v)


bag = Bag(3, 1, 2)
bag.append(4), bag.extend([5]), bag.reverse(), bag.remove(1)
print(list(bag), bag.pop(), bag.index(4), 5 in bag, bag.count(4), isinstance(bag, abc.Sequence), issubclass(dict, abc.Mapping), issubclass(Bag, abc.Hashable))


class Lower(abc.MutableMapping):
    def __init__(self):
        self.data = {}

    def __getitem__(self, k):
        return self.data[k.lower()]

    def __setitem__(self, k, v):
        self.data[k.lower()] = v

    def __delitem__(self, k):
        del self.data[k.lower()]

    def __iter__(self):
        return iter(self.data)

    def __len__(self):
        return len(self.data)


lower = Lower()
lower.update(A=1, b=2)
print(dict(lower), lower.setdefault('C', 3), lower.pop('a'), lower.get('z', 0), 'B' in lower, list(lower.items()), lower == {'b': 2, 'c': 3}, lower.keys() & {'b'}, lower.popitem())
try:
    class Half(abc.Set):
        def __len__(self): ...
    Half()
except TypeError as error:
    print(error)
chain = collections.ChainMap({'a': 1}, {'a': 2, 'b': 3})
chain['c'] = 4
print(chain, chain.new_child({'a': 0})['a'], chain.parents, collections.UserDict(a=1), collections.UserList([1]) + [2], collections.UserString('ab').upper(), collections.defaultdict(list, a=[1]))
