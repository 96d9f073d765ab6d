"""Parametrised types: type variables replaced in nested aliases and unions, unpacked tuples of types, pickling; classes whose
`__call__` is no function."""
import collections.abc
import copy
import pickle
import types
from typing import Any, Callable, Generic, ParamSpec, Tuple, TypedDict, TypeVar, TypeVarTuple, Unpack, get_args, get_origin

T = TypeVar("T")
S = TypeVar("S")
Ts = TypeVarTuple("Ts")
P = ParamSpec("P")


def show(make):
    try:
        print(make())
    except Exception as error:
        print(type(error).__name__, error)


print("one and two variables")
for make in [
    lambda: list[T][int], lambda: dict[T, S][int, str], lambda: dict[T, list[S]][S, T].__parameters__,
    lambda: dict[T, T][int], lambda: list[T][int, str], lambda: dict[T, S][int], lambda: list[int][str],
    lambda: list[dict[T, tuple[S, T]]][int, bytes], lambda: list[T][list[S]][int], lambda: list[T][T | None],
]:
    show(make)

print("unions")
for make in [
    lambda: (list[T] | None)[int], lambda: (list[T] | dict[S, int])[int, str], lambda: (int | str)[int],
    lambda: (list[T] | list[int])[int], lambda: (int | str).__parameters__, lambda: (list[T] | T).__parameters__,
    lambda: (int | None).__module__, lambda: list[int | T][str],
]:
    show(make)

print("unpacked")
unpacked = next(iter(tuple[int, str]))
print(unpacked, unpacked.__unpacked__, unpacked.__typing_unpacked_tuple_args__, unpacked == tuple[int, str])
print(list(tuple[int]), next(iter(list[int])).__typing_unpacked_tuple_args__)
print(pickle.loads(pickle.dumps(unpacked)) == unpacked, copy.deepcopy(unpacked), copy.copy(list[int]))


def variadic(*args: *tuple[int, *Ts]) -> None:
    ...


def anything(*args: *Ts):
    ...


print(variadic.__annotations__, anything.__annotations__)
for make in [
    lambda: tuple[*Ts][int, str], lambda: tuple[*Ts][()], lambda: tuple[int, *Ts][str], lambda: tuple[T, *Ts][int, str, bytes],
    lambda: tuple[T, *Ts][()], lambda: tuple[*Ts, T][int, str], lambda: list[tuple[*Ts]][int, str],
    lambda: tuple[*Ts][*tuple[int, ...]], lambda: tuple[T, S][*tuple[int, str]], lambda: tuple[*tuple[T, ...]][int],
    lambda: Tuple[Unpack[Ts]][int, str], lambda: tuple[*Ts].__parameters__, lambda: get_args(tuple[*tuple[int, str]]),
]:
    show(make)


class Box(Generic[*Ts]):
    ...


class Pair(Generic[T, P]):
    ...


print("generic classes")
for make in [
    lambda: Box[int, str], lambda: Box[()], lambda: Box[*Ts], lambda: Box[*tuple[int, ...]], lambda: Box[T, *Ts][int, str, str],
    lambda: Pair[int, [str, bytes]], lambda: Pair[T, P][int, [str]], lambda: Pair[int, 5],
    lambda: collections.abc.Callable[[T], S][int, str], lambda: collections.abc.Callable[P, T][[int, str], bytes],
    lambda: Callable[[T, *Ts], S][int, str, bytes, list], lambda: collections.abc.Callable[..., T][int].__args__,
    lambda: get_origin(Box[int]), lambda: list[Box[*Ts]][int, str], lambda: dict[T, collections.abc.Callable[P, T]][int, ...],
]:
    show(make)


print("callable things in classes")


class Movie(TypedDict, total=False):
    title: str
    year: int


class Meta(type):
    __call__ = dict


class Made(metaclass=Meta):
    ...


class Static:
    __call__ = staticmethod(lambda *arguments, **keywords: (arguments, keywords))


class Class:
    __call__ = classmethod(lambda cls, *arguments: (cls.__name__, arguments))


class Descriptor:
    def __get__(self, instance, owner):
        return lambda *arguments: (type(instance).__name__, owner.__name__, arguments)


class Described:
    __call__ = Descriptor()


class Types:
    __call__ = int


class DescribedMeta(type):
    __call__ = Descriptor()


class MadeByDescriptor(metaclass=DescribedMeta):
    ...


print(Movie(title="one", year=2), Movie({"title": "x"}), type(Movie(title="")))
print(Made(a=1), Made([(1, 2)]))
print(Static()(1, b=2), Static()(*[1], **{"c": 3}), Class()(1), Described()(2), Types()("12"))
print(MadeByDescriptor(7))
print(list(map(Types(), ["1", "2"])), sorted("bca", key=Static()))
