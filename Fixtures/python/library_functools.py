# functools, operator, contextlib, itertools recipes: caching, dispatch, partial application, context managers.
import contextlib, functools, io, itertools, operator


@functools.lru_cache(maxsize=3)
def square(x):
    print('computing', x)
    return x * x


print([square(i) for i in [1, 2, 1, 3, 4, 1]], square.cache_info(), square.cache_parameters(), square.__wrapped__(5))
square.cache_clear()


@functools.singledispatch
def describe(x):
    return 'something'


@describe.register
def _(x: int):
    return 'int'


@describe.register(list)
@describe.register(tuple)
def _(x):
    return 'sequence of ' + ', '.join(map(describe, x))


describe.register(type(None), lambda x: 'nothing')
print(describe(1), describe(True), describe([1, 'a', None]), repr(describe(())), describe.dispatch(bool).__name__, sorted(k.__name__ for k in describe.registry))


class Angle:
    @functools.singledispatchmethod
    def add(self, x):
        raise TypeError('no')

    @add.register
    def _(self, x: int):
        return 'int'

    @functools.cached_property
    def slow(self):
        print('once')
        return 42

    @functools.partialmethod
    def partial(self, *args):
        return args

    both = functools.partialmethod(lambda self, a, b=2: (a, b), 1)


angle = Angle()
print(angle.add(1), angle.slow, angle.slow, angle.both(b=5), vars(angle))


@functools.total_ordering
class Version:
    def __init__(self, *parts):
        self.parts = parts

    def __eq__(self, other):
        return self.parts == other.parts

    def __lt__(self, other):
        return self.parts < other.parts


print(Version(1, 2) >= Version(1, 1), Version(1) <= Version(1), max(Version(2), Version(1, 9)).parts, functools.reduce(operator.mul, range(1, 6)), functools.reduce(lambda a, b: a + [b], 'abc', []))
print(sorted('bAc', key=functools.cmp_to_key(lambda a, b: (a > b) - (a < b))), functools.partial(int, base=2)('101'), functools.partial(functools.partial(print, 1), 2))
print(operator.itemgetter(1, 'a')({1: 2, 'a': 3}), operator.attrgetter('real', 'imag.real')(3 + 4j), operator.methodcaller('split', ',')('a,b'), operator.concat([1], [2]), operator.indexOf('abc', 'c'), operator.length_hint(iter([1, 2])))


@contextlib.contextmanager
def tag(name):
    print(f'<{name}>')
    try:
        yield name.upper()
    except ValueError as error:
        print('swallowed', error)
    finally:
        print(f'</{name}>')


with tag('a') as name, tag('b'):
    print(name)
    raise ValueError('inside')
with contextlib.ExitStack() as stack:
    stack.enter_context(tag('x'))
    stack.callback(print, 'callback', end='!\n')
    stack.push(lambda kind, value, traceback: print('pushed', kind.__name__) or True)
    raise KeyError
with contextlib.suppress(ZeroDivisionError), contextlib.redirect_stdout(io.StringIO()) as output:
    print('captured')
    1 / 0
print(repr(output.getvalue()), contextlib.nullcontext(5).__enter__())
try:
    with contextlib.closing(io.StringIO()) as file:
        raise RuntimeError('closes')
except RuntimeError as error:
    print(error, file.closed)


class Managed(contextlib.ContextDecorator):
    def __enter__(self):
        print('in')

    def __exit__(self, *exc):
        print('out')


@Managed()
def decorated():
    return 'done'


print(decorated())
print(list(itertools.accumulate([1, 2, 3], operator.mul, initial=10)), list(itertools.pairwise('abcd')), [(k, list(g)) for k, g in itertools.groupby('aabbbc')], list(itertools.zip_longest('ab', 'c', fillvalue='-')), list(itertools.starmap(pow, [(2, 3), (3, 2)])), list(itertools.islice(itertools.cycle('ab'), 5)))
