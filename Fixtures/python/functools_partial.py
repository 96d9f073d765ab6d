# partial objects: state set from outside, plain copies of what calls trust, attributes, names of derived classes, copies that
# share; methods wrapped for single dispatch.
import copy
import functools
import pickle


def capture(*arguments, **keywords):
    return arguments, keywords


class Tuple(tuple):
    pass


class Dict(dict):
    pass


class Partial(functools.partial):
    pass


made = functools.partial(capture, 1, a=2)
made.note = ["attribute"]
copied = copy.copy(made)
print(copied.args is made.args, copied.keywords is made.keywords, copied.note is made.note, copied(3, b=4))
deep = copy.deepcopy(made)
print(deep.keywords is made.keywords, deep.note is made.note, deep.note, deep(5))
print(repr(functools.partial(print, 1, sep="")), repr(Partial(print)).replace(__name__, "main"))
made.__setstate__((capture, Tuple((7,)), Dict(c=8), {"other": 9}))
print(type(made.args) is tuple, type(made.keywords) is dict, made.__dict__, made(1))
made.__setstate__((capture, (), None, None))
print(made.args, made.keywords, made.__dict__, made(1, x=2))
for state in ((capture, (), {}), [capture, (), {}, None], (None, (), {}, None), (capture, [], {}, None), (capture, (), [], None)):
    try:
        made.__setstate__(state)
    except TypeError as error:
        print(error)
nested = functools.partial(functools.partial(capture, 1, a=1), 2, b=2)
print(nested.func is capture, nested.args, nested.keywords, pickle.loads(pickle.dumps(nested)).args)


class Shapes:
    @functools.singledispatchmethod
    @classmethod
    def show(cls, value):
        return "anything"

    @show.register
    @classmethod
    def _(cls, value: int):
        return "int by annotation"

    @show.register(str)
    @classmethod
    def _(cls, value):
        return "str"

    @functools.singledispatchmethod
    @staticmethod
    def plain(value):
        return "anything"

    @plain.register
    @staticmethod
    def _(value: float):
        return "float by annotation"


print(Shapes.show(1), Shapes().show("a"), Shapes.show(None), Shapes.plain(1.5), Shapes().plain(2))
print(classmethod(capture).__annotations__, staticmethod(capture).__name__)
