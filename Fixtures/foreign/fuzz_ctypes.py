"""Cases for ctypes: random Structure and Union classes, conversions of random values for random types, calls of and from C.

Only addresses of memory that the case itself owns are read, within its bounds, so that CPython survives every case.
"""
from ctypes import *
from fuzz_values import small, value

SIMPLE = [c_byte, c_ubyte, c_short, c_ushort, c_int, c_uint, c_long, c_ulong, c_longlong, c_size_t, c_bool, c_char, c_wchar, c_float, c_double, c_longdouble]
# Results of these types would be read as addresses.
ADDRESSES = [c_char_p, c_wchar_p, c_void_p, py_object]


class Point(Structure):
    _fields_ = [("x", c_int), ("y", c_int)]


class Bits(Structure):
    _fields_ = [("a", c_uint, 3), ("b", c_int, 5), ("c", c_longlong, 40), ("d", c_bool, 1)]


class Both(Union):
    _fields_ = [("f", c_float), ("u", c_uint), ("c", c_char * 4), ("p", Point)]


class Nested(Structure):
    _pack_ = 2
    _fields_ = [("tag", c_char), ("a", Point * 2), ("b", Both), ("d", c_double), ("w", c_wchar * 3)]


class Big(BigEndianStructure):
    _fields_ = [("a", c_uint16), ("b", c_int32), ("c", c_double)]


FIXED = SIMPLE + [Point, Bits, Both, Nested, Big, c_int * 4, c_char * 6, c_wchar * 4, c_double * 3, Point * 2, c_int * 2 * 3, c_int * 0]
libc, libm = CDLL(None), CDLL("libm.so.6")


def function(name, result, *arguments):
    # A function of its own for every case: argtypes belong to it.
    made = libm[name] if name in ("cos", "pow", "ldexp", "sqrtf") else libc[name]
    made.restype, made.argtypes = result, arguments
    return made


FUNCTIONS = [("abs", c_int, c_int), ("labs", c_long, c_long), ("cos", c_double, c_double), ("pow", c_double, c_double, c_double),
             ("ldexp", c_double, c_double, c_int), ("toupper", c_int, c_int), ("sqrtf", c_float, c_float)]


def field(random):
    """An entry of _fields_, sound or not."""
    name = random.choice(["a", "b", "c", "x", "y", "_", "é", "", "value"]) if random.random() < 0.95 else value(random, 0)
    kind = random.choice(FIXED) if random.random() < 0.9 else random.choice([int, 5, None, c_char_p, POINTER(c_int), Structure, object(), "c_int"])
    if random.random() < 0.3:
        return name, kind, random.choice([1, 3, 8, 16, 31, 32, 33, 64, 0, -1, 2**40, "x", 1.0])
    return (name, kind) if random.random() < 0.97 else random.choice([(name,), (), name, [name, kind], (name, kind, 1, 2)])


def plain(thing):
    """A description of a result without an address."""
    return type(thing).__name__ if isinstance(thing, (Structure, Union, Array)) or not isinstance(thing, (int, float, bytes, str)) else repr(thing)


def classes(random, attempt):
    members = {"_fields_": [field(random) for _ in range(random.randrange(6))]}
    if random.random() < 0.3:
        members["_pack_"] = random.choice([1, 2, 4, 8, 16, 0, -1, "x", 2**40])
    if random.random() < 0.2:
        members["_anonymous_"] = random.choice([["a"], ["x"], ["none"], 5, "ab", [5]])
    base = random.choice([Structure, Structure, Union, BigEndianStructure, LittleEndianStructure, Point, Both])
    made = attempt(lambda: type("Made", (base,), members))
    if made is None or sizeof(made) > 100000:
        return
    attempt(lambda: (sizeof(made), alignment(made), [(getattr(made, f[0]).offset, getattr(made, f[0]).size) for f in members["_fields_"]]))
    thing = attempt(lambda: plain(made(*[value(random) for _ in range(random.randrange(4))])))
    thing = made()
    names = [f[0] for f in members["_fields_"] if isinstance(f[0], str)] + ["x"]
    for _ in range(6):
        name = random.choice(names)
        item = value(random)

        def hot():
            for _ in range(8):
                setattr(thing, name, item)
                # Pointers among the fields are not followed.
                result = getattr(thing, name) if not isinstance(item, int) else None
            return plain(result)
        # An address from a number would be read by getattr.
        if any(f[0] == name and f[1] in (c_char_p, POINTER(c_int)) for f in members["_fields_"] if len(f) > 1):
            continue
        attempt(hot)
    attempt(lambda: type(bytes(thing)).__name__)
    attempt(lambda: plain(made.from_buffer_copy(value(random), random.choice([0, 1, -1, 5]))))
    attempt(lambda: plain(made.from_buffer(random.choice([bytearray(sizeof(made)), bytearray(3), b"x" * 99, 5]), random.choice([0, 0, 1, 2**40, -1]))))


def conversions(random, attempt):
    kind = random.choice(FIXED)
    thing = attempt(lambda: kind(*[value(random) for _ in range(random.choice([0, 1, 1, 1, 2, 5]))]))
    thing = thing if thing is not None else kind()
    for _ in range(5):
        item = value(random)
        index = random.choice([0, 0, 1, -1, 3, 99, 2**70, "x", None, slice(0, 2), slice(None), slice(None, None, -1), slice(5, 1), slice(0, 99, 2)])

        def hot():
            for _ in range(8):
                if isinstance(thing, Array):
                    thing[index] = item
                    result = thing[index]
                else:
                    thing.value = item
                    result = thing.value
            return plain(result)
        attempt(hot)
    attempt(lambda: plain(thing))
    attempt(lambda: plain(pointer(thing).contents))
    attempt(lambda: plain(pointer(thing)[0]))
    attempt(lambda: type(byref(thing, random.choice([0, 1, "x"]))).__name__)
    attempt(lambda: plain(kind.from_param(value(random))))
    attempt(lambda: plain(cast(thing, random.choice([c_void_p, POINTER(c_int), 5, c_int])).__class__))
    attempt(lambda: memoryview(thing).nbytes)
    attempt(lambda: resize(thing, random.choice([0, 1, 100, -1, "x"])))
    attempt(lambda: len(string_at(addressof(thing), 0)))
    attempt(lambda: len(create_string_buffer(*random.choice([(b"abc",), (5,), ("x",), (-1,), (b"abc", 2), (b"abc", 9), (value(random, 0) if random.random() < 0 else 7,)]))))
    attempt(lambda: (kind * random.choice([0, 2, -1, "x", 2**40]))._length_)


def calls(random, attempt):
    name, result, *arguments = random.choice(FUNCTIONS)
    called = function(name, result, *arguments)
    if random.random() < 0.3:
        attempt(lambda: setattr(called, "argtypes", random.choice([None, [c_int], [c_double], random.choices(SIMPLE, k=2), 5, [5], [Point], [c_void_p]])))
    if random.random() < 0.3:
        attempt(lambda: setattr(called, "restype", random.choice([None, c_byte, c_uint, c_float, c_bool, int, 5, len])))
    if random.random() < 0.1:
        attempt(lambda: setattr(called, "errcheck", random.choice([lambda *words: words[0], 5, None, lambda: None])))
    count = len(arguments) if random.random() < 0.9 else random.randrange(4)
    pool = [[small(random) if random.random() < 0.5 else value(random) if random.random() < 0.9 else random.choice(FIXED)() for _ in range(count)] for _ in range(3)]

    def loop():
        for i in range(20):
            called(*pool[i % 3])

    # The C function may see too few or wrong arguments: none of these follows an address, but what it returns is undefined.
    attempt(loop)
    for values in pool:
        def hot():
            for _ in range(8):
                called(*values)
        attempt(hot)


def callbacks(random, attempt):
    # What C gets from a callback that fails is not defined; as a character it might be none.
    result = random.choice([kind for kind in SIMPLE if kind is not c_wchar] + [None, Point])
    # A caller passes an array's address, but a callback takes the array itself: what follows is garbage, which may be no object.
    kinds = FIXED[:-1] if random.random() < 0.5 else [k for k in FIXED if not issubclass(k, Array)] + [c_void_p, py_object]
    arguments = random.choices(kinds, k=random.randrange(5))
    answers = [small(random), value(random), value(random), None, Point(1, 2)]

    def answer(*values):
        if random.random() < 0.1:
            raise ValueError("answer")
        return random.choice(answers)

    made = attempt(lambda: CFUNCTYPE(result, *arguments))
    called = attempt(lambda: made(answer))
    if called is None:
        return
    for _ in range(5):
        values = [kind() if kind is not py_object and random.random() < 0.4 else small(random) if random.random() < 0.6 else value(random) for kind in arguments]

        def hot():
            for _ in range(5):
                called(*values)
        attempt(hot)


def case(random, attempt):
    random.choice([classes, conversions, calls, callbacks])(random, attempt)
