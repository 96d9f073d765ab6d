# Every parameter kind and every form of call that fits it.
def positional(a, b):
    return a, b


def defaults(a, b=2, c="three"):
    return a, b, c


def variadic(*args):
    return args


def keywords(**kwargs):
    return kwargs


def keyword_only(a, *, b, c=30):
    return a, b, c


def positional_only(a, b=2, /):
    return a, b


def everything(a, b=2, /, c=3, *args, d, e=5, **kwargs):
    return a, b, c, args, d, e, kwargs


print(positional(1, 2), positional(b=1, a=2), positional(1, b=9))
print(defaults(1), defaults(1, 5), defaults(1, c=7), defaults(c=1, b=2, a=3))
print(variadic(), variadic(1), variadic(1, 2, 3), variadic(*[1, 2], 3, *"ab"))
print(keywords(), keywords(a=1, b=2), keywords(**{"x": 1}, y=2, **{"z z": 3}))
print(keyword_only(1, b=2), keyword_only(b=2, a=1, c=3), keyword_only(*[4], **{"b": 5}))
print(positional_only(1), positional_only(1, 5))
print(everything(1, d=4))
print(everything(1, 20, 30, 40, 50, d=60, e=70, f=80, a=90, b=100))
print(everything(*range(6), **dict(d=1, z=2)))
print(everything(1, c=5, d=6))


def kw_shadow(a, /, **kwargs):
    return a, kwargs


print(kw_shadow(1, a=2))

log = []


def note(x):
    log.append(x)
    return x


# Arguments are evaluated from left to right, whatever their kind.
everything(note(1), *[note(2)], d=note(3), **{"k": note(4)})
print(log)


def default_once(x, seen=[]):
    seen.append(x)
    return seen


print(default_once(1), default_once(2), default_once(3, []), default_once(4))

n = 5


def bound_at_definition(x=n):
    return x


n = 6
print(bound_at_definition())
print(everything.__defaults__, everything.__kwdefaults__, everything.__name__)
print((lambda a, *b, c=1, **d: (a, b, c, d))(1, 2, 3, c=4, e=5))
print((lambda: "none")(), (lambda *, k: k)(k=3))


def many(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, *rest):
    return a9 - a0 + sum(rest)


print(many(*range(300)))
print(keywords(**{f"k{i}": i for i in range(3)}))
