# The tree of built-in exceptions, their attributes, and exceptions as values.
def tree(cls, depth=0, seen=[]):
    print("  " * depth + cls.__name__)
    for sub in sorted(cls.__subclasses__(), key=lambda c: c.__name__):
        if sub.__module__ == "builtins" and sub.__name__ not in ("BaseExceptionGroup", "ExceptionGroup",
            "EncodingWarning"):
            tree(sub, depth + 1)


for root in (ArithmeticError, LookupError, OSError, ValueError, RuntimeError, NameError, ImportError, SyntaxError,
             Warning):
    tree(root)
print(issubclass(Exception, BaseException), issubclass(SystemExit, Exception))
print(issubclass(KeyboardInterrupt, Exception), issubclass(GeneratorExit, Exception))
print(IOError is OSError, EnvironmentError is OSError)
e = ValueError("a", 2, None)
print(e, e.args, repr(e), str(ValueError("only")), str(ValueError()), repr(ValueError()))
print(repr(ValueError("x",)), ValueError("x") == ValueError("x"), e.__class__.__name__)
print(e.__traceback__)
e.args = ("changed",)
print(e, hasattr(e, "__dict__"), e.__dict__)
e.extra = 5
print(e.extra, vars(e))
try:
    raise KeyError("missing key")
except LookupError as caught:
    print(caught, str(caught), caught.args[0], caught.__traceback__ is not None)
try:
    undefined
except NameError as caught:
    print(caught.name, caught)
try:
    (5).foo
except AttributeError as caught:
    print(caught.name, caught.obj, caught)
try:
    import no_such_module
except ImportError as caught:
    print(caught.name, caught.path, caught.msg, type(caught).__name__)
try:
    open("/no/such/file")
except OSError as caught:
    print(caught.errno, caught.strerror, caught.filename, caught, type(caught).__name__)
try:
    "\ud800".encode()
except UnicodeEncodeError as caught:
    print(caught.encoding, caught.start, caught.end, caught.reason, ascii(caught.object))
try:
    next(iter([]))
except StopIteration as caught:
    print(repr(caught), caught.value)
try:
    compile("a b", "file.py", "exec")
except SyntaxError as caught:
    print(caught.msg, caught.filename, caught.lineno, caught.offset, caught.text, caught.end_offset)
for number, expected in ((2, FileNotFoundError), (13, PermissionError), (17, FileExistsError),
                         (20, NotADirectoryError), (21, IsADirectoryError), (32, BrokenPipeError), (9999, OSError)):
    print(type(OSError(number, "m")) is expected, OSError(number, "m", "f"))


class Custom(Exception):
    default = "default text"

    def __init__(self, message=None, *, level=1):
        super().__init__(message or self.default)
        self.level = level


class Special(Custom, KeyError):
    default = "special text"


for make in (lambda: Custom(), lambda: Custom("given", level=3), lambda: Special(), lambda: Special("k")):
    try:
        raise make()
    except Custom as caught:
        print(type(caught).__name__, caught, caught.level, caught.args, isinstance(caught, KeyError))


class Sum(Exception):
    def __add__(self, other): return Sum(*self.args, *other.args)
    def __repr__(self): return "Sum" + str(self.args)


print(repr(Sum(1) + Sum(2)), [Sum(3)], {ValueError: 1}[ValueError])
def raiser(exception): raise exception
for exception in (ValueError, ValueError("inst"), Custom, type("Dynamic", (Exception,), {})("dyn")):
    try:
        raiser(exception)
    except Exception as caught:
        print(type(caught).__name__, caught)
class NotException: pass
for bad in (NotException, NotException(), "text", 5, None, [ValueError]):
    try:
        raiser(bad)
    except TypeError as caught:
        print(caught)
group = ExceptionGroup("several", [ValueError(1), TypeError("t")])
print(group, repr(group), group.exceptions, group.message)
try:
    raise group
except* ValueError as part:
    print("values", part.exceptions)
except* TypeError as part:
    print("types", part.exceptions)
