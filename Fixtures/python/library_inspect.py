# inspect and types: signatures, members, kinds, sources, frames, dynamic classes.
import functools, inspect, types


def f(a, /, b: int, c=3, *args: str, d, e=5, **kwargs) -> float:
    """Doc of f.

        indented
    """


class Base:
    """A base."""
    attribute = 1

    def __init__(self, x, y=2):
        self.x = x

    @property
    def value(self):
        """The value."""

    @staticmethod
    def static(a): ...

    @classmethod
    def make(cls, *rest): ...

    async def later(self): ...

    def produce(self):
        yield


class Derived(Base):
    def __call__(self, q): ...


print(inspect.signature(f), inspect.signature(Base), inspect.signature(Base.make), inspect.signature(Base(1).produce), inspect.signature(Derived(1)))
for name, parameter in inspect.signature(f).parameters.items():
    print(name, parameter.kind.name, parameter.default is parameter.empty, parameter.annotation)
bound = inspect.signature(f).bind(1, 2, d=4, z=9)
bound.apply_defaults()
print(bound, bound.args, bound.kwargs)
for arguments in [(), (1,), (1, 2, 3)]:
    try:
        inspect.signature(f).bind(*arguments)
    except TypeError as error:
        print(error)
print(inspect.signature(functools.partial(f, 1, d=2)), inspect.signature(functools.wraps(f)(lambda *a: 0)), inspect.signature(lambda x, *, y: 0))
print(inspect.getfullargspec(f), inspect.getdoc(f), inspect.cleandoc('  a\n    b\n'))
print([name for name, _ in inspect.getmembers(Base, inspect.isfunction)], inspect.getmro(Derived), inspect.isclass(Base), inspect.isgeneratorfunction(Base.produce), inspect.iscoroutinefunction(Base.later), inspect.isdatadescriptor(Base.value))
print([(a.name, a.kind, a.defining_class.__name__) for a in inspect.classify_class_attrs(Derived) if not a.name.startswith('__') or a.name == '__call__'])
print(inspect.getsource(Derived), inspect.getsourcelines(Base.value.fget)[1], inspect.getmodule(f).__name__)
def outer():
    frame = inspect.currentframe()
    stack = inspect.stack()
    return frame.f_code.co_name, [entry.function for entry in stack], stack[0].code_context, inspect.getargvalues(frame).args
print(outer())
generator = Base(1).produce()
print(inspect.getgeneratorstate(generator), next(generator), inspect.getgeneratorstate(generator), inspect.getgeneratorlocals(generator).keys())
counter = 0
def closure():
    return counter, f, len, missing
print(sorted(inspect.getclosurevars(closure).globals), inspect.getclosurevars(closure).unbound)
Made = types.new_class('Made', (Base,), {}, lambda namespace: namespace.update(extra=1))
print(Made, Made.extra, types.SimpleNamespace(a=1, b=[2]), types.MappingProxyType({'a': 1}), types.MethodType(f, 3).__self__)
print(types.FunctionType(f.__code__, {}, 'renamed').__name__, f.__code__.replace(co_name='other').co_name, isinstance(f, types.FunctionType), type(len) is types.BuiltinFunctionType)
print(types.resolve_bases((Base,)), types.prepare_class('X', (Base,))[0], types.GenericAlias(list, (int,)), type(int | str), int | None)
