"""Cases for cffi: mutated and random declarations, conversions of random values for random types, calls of and from C.

Only addresses of memory that the case itself owns are read, within its bounds, so that CPython survives every case.
"""
from cffi import FFI, cparser
from fuzz_values import small, value

DECLARATIONS = """
int abs(int); double cos(double); long labs(long x);
typedef unsigned char byte; typedef byte *bytes; typedef int matrix[3][4];
struct point { int x, y; }; typedef struct point point_t; struct list { struct list *next; int value; };
struct bits { unsigned a:3, b:5; int :0; long long c:40; _Bool d:1; };
union both { float f; unsigned int u; char c[4]; struct { short low, high; }; };
typedef enum { RED, GREEN = 5, BLUE = GREEN << 2 } colour; enum other { MINUS = -1, LAST = 0x7fffffff };
#define WIDTH 640
#define MASK 0xffUL
typedef int (*compare)(const void *, const void *); void qsort(void *, size_t, size_t, compare);
int printf(const char *format, ...); extern int signgam; static const int SOMETHING = 42;
struct opaque; typedef struct opaque *handle; typedef ... *unknown; struct partial { int a; ...; };
char *(*table[5])(int, char); int (*(*deep)(double))[3]; float _Complex z(void); long double ld(long double);
struct tail { int count; short items[]; }; typedef int va[]; wchar_t *wide; uint64_t big(int8_t, uint16_t, size_t, ptrdiff_t);
volatile int *const restrict_me; void (*signal(int, void (*)(int)))(int); extern "Python" int back(int);
struct { int anonymous; } thing; typedef struct { struct point a[2]; union both b; } nested; /* comment */ // another
""".strip().split("\n")
TOKENS = """int char unsigned signed long short double float void struct union enum typedef static extern const volatile _Bool _Complex size_t wchar_t
uint8_t int64_t point byte colour * * & ( ) [ ] { } , ; : ... = == << >> + - / % ~ ! ? 0 1 5 -1 0x10 4294967296 1e5 'a' "s" #define #pragma pack __stdcall
__attribute__((packed)) [5] [] (*f) : 3 \n \0 é __dotdotdot__ inline sizeof 08 1ULL x y""".split(" ")
TYPES = ["int", "char", "signed char", "unsigned char", "short", "unsigned short", "unsigned int", "long", "unsigned long", "long long", "float", "double",
         "_Bool", "wchar_t", "char16_t", "char32_t", "int8_t", "uint64_t", "size_t", "struct point", "struct bits", "union both", "colour", "struct tail",
         "void *", "char *", "int *", "struct point *", "int[4]", "char[6]", "wchar_t[4]", "double[3]", "struct point[2]", "int[2][3]", "int(*)(int)", "struct nested2",
         "long double", "float _Complex", "double _Complex", "char **", "struct list", "struct list *", "void", "struct opaque", "int[]", "char[]", "struct point[]"]
SCALARS = TYPES[:19] + ["colour"]

ffi = FFI()
ffi.cdef("""
    struct point { int x, y; }; struct bits { unsigned a:3; int b:5; long long c:40; _Bool d:1; }; struct list { struct list *next; int value; };
    union both { float f; unsigned int u; char c[4]; }; typedef enum { RED, GREEN = 5 } colour; struct tail { int count; short items[]; };
    struct nested2 { struct point a[2]; union both b; double d; char *name; int (*f)(int); char tag; }; struct opaque;
    int abs(int); long labs(long); double cos(double); double pow(double, double); double ldexp(double, int); int toupper(int); float sqrtf(float);
    int memcmp(const void *, const void *, size_t); size_t strnlen(const char *, size_t); int snprintf(char *, size_t, const char *, ...);
""")
libc, libm = ffi.dlopen(None), ffi.dlopen("libm.so.6")
FUNCTIONS = [libc.abs, libc.labs, libm.cos, libm.pow, libm.ldexp, libc.toupper, libm.sqrtf]


def mutated(random):
    """Some declarations with random changes of tokens or characters."""
    words = " ".join(random.sample(DECLARATIONS, random.randrange(1, 4))).split(" ")
    for _ in range(random.choice([0, 1, 1, 2, 4, 9])):
        at, change = random.randrange(len(words)), random.randrange(6)
        if change == 0:
            del words[at]
        elif change == 1:
            words.insert(at, random.choice(TOKENS))
        elif change == 2:
            words[at] = random.choice(TOKENS)
        elif change == 3:
            other = random.randrange(len(words))
            words[at], words[other] = words[other], words[at]
        elif change == 4:
            words.insert(at, words[random.randrange(len(words))])
        else:
            word = words[at]
            cut = random.randrange(len(word) + 1)
            words[at] = word[:cut] + chr(random.choice([0, 9, 10, 40, 41, 42, 59, 91, 123, 125, 233, 0x20ac])) + word[cut + random.randrange(2):]
        words = words or ["int"]
    return " ".join(words)


def declarations(random, attempt):
    # A text may end in a preprocessor's line and leave the scanner, which all FFIs share, in the state for that.
    cparser._get_parser().clex.lexer.begin("INITIAL")
    own, text = FFI(), mutated(random) if random.random() < 0.9 else " ".join(random.choices(TOKENS, k=random.randrange(30)))
    attempt(lambda: own.cdef(text, packed=random.random() < 0.1))
    for key in sorted(own._parser._declarations)[:6]:
        kind, _, name = key.partition(" ")
        size = attempt(own.sizeof, name if kind in ("typedef", "anonymous") else kind + " " + name)
        if size is not None and size < 100000:
            attempt(lambda: bytes(own.buffer(own.new(own.typeof(name if kind in ("typedef", "anonymous") else kind + " " + name + " *")))))
    attempt(own.typeof, " ".join(random.choices(TOKENS, k=random.randrange(1, 6))))
    attempt(lambda: own.getctype(random.choice(TYPES), random.choice(["", "*", "[3]", "name", "&&", "(", "[", "* const x"])))


def pointer_or_array(name):
    return name if "[" in name else name + " *"


def made(random):
    """cdata that owns its memory, of a random type, or None."""
    try:
        return ffi.new(pointer_or_array(random.choice(TYPES[:34])))
    except Exception:
        return None


def initializer(random, name):
    """A value for new; one that may be taken for a length does not ask for gigabytes."""
    def limited(item):
        if isinstance(item, (list, tuple)):
            return type(item)(map(limited, item))
        if isinstance(item, dict):
            return {key: limited(each) for key, each in item.items()}
        if hasattr(item, "__index__") and not isinstance(item, bool):
            return 300
        return item
    return limited(value(random)) if name.endswith("[]") or name == "struct tail" else value(random)


def conversions(random, attempt):
    name = random.choice(TYPES)
    thing = attempt(ffi.new, pointer_or_array(name), initializer(random, name))
    attempt(ffi.cast, name, value(random))
    # Addresses from numbers are never followed.
    c = attempt(ffi.cast, random.choice(SCALARS), value(random))
    if c is not None:
        attempt(lambda: (int(c), bool(c), hash(c) == hash(c), c == value(random)))
    if thing is None:
        thing = made(random)
    if thing is None or ffi.typeof(thing).kind not in ("pointer", "array"):
        return
    fields = getattr(ffi.typeof(thing).item, "fields", None)
    if fields and ffi.typeof(thing).kind == "pointer":
        for _ in range(6):
            field = random.choice(fields)[0] if random.random() < 0.9 else "nothing"
            attempt(setattr, thing, field, value(random))
            # Pointers among the fields are not followed.
            attempt(lambda: type(getattr(thing, field)).__name__)

    def store(index, item):
        for _ in range(8):
            thing[index] = item
        return index

    def load(index):
        for _ in range(8):
            result = type(thing[index])
        return result.__name__

    for _ in range(5):
        index = random.choice([0, 0, 0, 1, -1, 3, 2**40, -2**70, "x", None, 1.0, slice(0, 2), slice(0, 99), slice(None), slice(2, 1), slice(0, 4, 2)])
        # Only index 0 of a pointer is inside its memory; cffi checks the rest itself, but slices of pointers.
        if ffi.typeof(thing).kind == "pointer" and isinstance(index, slice):
            continue
        attempt(store, index, value(random))
        attempt(load, index)
    attempt(lambda: bytes(ffi.buffer(thing)).count(0) >= 0)
    attempt(lambda: ffi.buffer(thing).__setitem__(random.choice([0, slice(0, 2), -1, 999]), random.choice([b"a", b"ab", 5, "x"])))
    attempt(lambda: len(thing))
    attempt(lambda: thing + random.choice([1, -1, 2**62, "x", 0]) is not None)
    attempt(lambda: thing == random.choice([thing, None, ffi.NULL, 5]))
    attempt(lambda: ffi.unpack(thing, random.choice([0, 1, -1])) is not None)
    attempt(lambda: ffi.addressof(thing, random.choice([0, "x", "a", 5, None])) is not None)
    attempt(lambda: ffi.memmove(thing, value(random), 0))
    attempt(lambda: len(ffi.from_buffer(random.choice(["char[]", "int[]", "int[1]", "struct point[]", "int", "short *"]), value(random))))


def calls(random, attempt):
    function = random.choice(FUNCTIONS)
    count = len(ffi.typeof(function).args) if random.random() < 0.9 else random.randrange(4)
    pool = [[small(random) if random.random() < 0.5 else value(random) for _ in range(count)] for _ in range(3)]

    def loop():
        total = 0
        for i in range(20):
            total += function(*pool[i % 3])
        return total

    attempt(loop)
    for arguments in pool:
        def hot():
            for _ in range(8):
                result = function(*arguments)
            return result
        attempt(hot)
    thing = made(random)
    attempt(lambda: libc.memcmp(thing, value(random), 0))
    attempt(lambda: libc.strnlen(random.choice([b"abc", "abc", bytearray(b"x"), thing, [1, 2], ffi.NULL]), 0))
    attempt(lambda: libc.snprintf(ffi.NULL, 0, b"none", value(random)))


def callbacks(random, attempt):
    result = random.choice(TYPES[:30] + ["void"])
    arguments = random.choices(TYPES[:30], k=random.randrange(5))
    answers = [small(random), value(random), value(random), None]
    seen = []

    def answer(*values):
        seen.append(len(values))
        if random.random() < 0.1:
            raise ValueError("answer")
        return random.choice(answers)

    options = {} if random.random() < 0.7 else {"error": value(random)} if random.random() < 0.5 else {"onerror": lambda *words: random.choice(answers)}
    function = attempt(lambda: ffi.callback("%s(*)(%s)" % (result, ", ".join(arguments) or "void"), answer, **options))
    if function is None:
        return
    for _ in range(5):
        values = [small(random) if random.random() < 0.6 else value(random) if random.random() < 0.8 else made(random) for _ in arguments]

        def hot():
            for _ in range(5):
                result = type(function(*values)).__name__
            return result
        attempt(hot)
    attempt(lambda: len(seen) > 0)


def case(random, attempt):
    random.choice([declarations, conversions, conversions, calls, callbacks])(random, attempt)
