# sys: argv, limits, streams, modules, exc_info, version data.
import sys

print(sys.argv, len(sys.argv))
print(sys.version_info[:2], sys.version_info.major, sys.version_info >= (3, 11))
print(sys.version_info < (3, 12), sys.version.split()[0].startswith("3.11"))
print(sys.maxsize, sys.maxsize == 2 ** 63 - 1, sys.byteorder, sys.platform, sys.maxunicode)
print(sys.hexversion >> 16 == 0x030b, sys.getdefaultencoding(), sys.getfilesystemencoding())
print(sys.float_info.max, sys.float_info.epsilon, sys.float_info.dig, sys.float_info.min)
print(sys.int_info.bits_per_digit, sys.hash_info.width, sys.hash_info.modulus, sys.hash_info.inf)
sys.stdout.write("written\n")
print(sys.stdout.write("four"), sys.stdout.encoding, sys.stdout.name, sys.stderr.name, sys.stdout is sys.__stdout__)
sys.stderr.write("to the error stream\n")
print("also there", file=sys.stderr)
print("sys" in sys.modules, sys.modules["sys"] is sys, sys.modules[__name__].__name__)
print("math" in sys.builtin_module_names or "math" in sys.modules or True)
limit = sys.getrecursionlimit()
sys.setrecursionlimit(limit + 500)
print(limit, sys.getrecursionlimit())


def depth(n): return n if n == 0 else depth(n - 1)


print(depth(1200))
sys.setrecursionlimit(100)


def runaway(n):
    global reached
    reached = n
    runaway(n + 1)


try:
    runaway(1)
except RecursionError as error:
    print(error, 80 < reached < 100)
sys.setrecursionlimit(1000)
for bad in (0, -5, "a"):
    try:
        sys.setrecursionlimit(bad)
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
try:
    raise KeyError("k")
except KeyError:
    kind, value, traceback = sys.exc_info()
    print(kind.__name__, value, traceback.tb_lineno, traceback.tb_next)
    print(traceback.tb_frame.f_code.co_name, sys.exception() is value)
frame = sys._getframe()
print(frame.f_code.co_name, frame.f_lineno, frame.f_back, frame.f_globals is globals())


def caller(): return sys._getframe(1).f_code.co_name, sys._getframe().f_code.co_name


def outer(): return caller()


print(outer(), sys.intern("abc") == "abc", sys.getsizeof([]) > 0)
print(sys.getrefcount(None) > 1 if hasattr(sys, "getrefcount") else True)
print(isinstance(sys.path, list), isinstance(sys.executable, str))
print(sys.flags.optimize, sys.dont_write_bytecode)
print(sys.implementation.name if sys.implementation.name == "pypy" else "cpython")
print(type(sys).__name__, sys.__name__, sys.float_repr_style, sys.copyright[:13])


class Capture:
    def __init__(self): self.parts = []
    def write(self, text): self.parts.append(text)
    def flush(self): pass


capture = Capture()
sys.stdout = capture
print("captured", 1, sep="|")
sys.stdout = sys.__stdout__
print(capture.parts)
sys.displayhook([1, 2])
sys.displayhook(None)
print(sys.getswitchinterval() > 0, sys.is_finalizing(), sys.stdout.isatty(), sys.stdout.writable(), sys.stdout.fileno())
