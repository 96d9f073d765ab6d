# int(), float(), complex() and bool() of objects that only nearly fit: subclasses from conversion methods (deprecated), __trunc__,
# methods that are None, hexadecimal floats rounded to the last bit, the third argument of pow.
import warnings


def shown(function, *arguments):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            result = repr(function(*arguments))
        except Exception as error:
            result = "%s: %s" % (type(error).__name__, error)
    print(getattr(function, "__name__", function), result, [str(warning.message) for warning in caught])


def make(name, base=object, **methods):
    return type(name, (base,), {"__%s__" % key: lambda self, value=value: value for key, value in methods.items()})


class FloatSubclass(float):
    pass


shown(int, make("Trunc", trunc=5)())
shown(int, make("TruncIndex", trunc=make("Index", index=7)())())
shown(int, make("TruncNothing", trunc="x")())
shown(int, make("Bool", int=True)())
shown(int, make("IndexBool", index=True)())
shown(int, make("IntText", int="x")())
shown(int, make("Sub", int, int=42)(7))
shown(float, make("Float", float, float=42.0)(1.5))
shown(float, make("FloatInt", float, float=42)(1.5))
shown(float, make("GivesSubclass", float=FloatSubclass(2.5))())
shown(float, make("IndexOnly", index=3)())
shown(float, make("IntFloat", int, float=1.25)(9))
shown(bool, make("NoBool", bool=None)())
shown(bool, make("BoolInt", bool=1)())
shown(bool, make("Length", len=-1)())
shown(bool, NotImplemented)
shown(int.__new__, bool, 0)
shown(int, memoryview(b"12"))
shown(int, memoryview(b"12"), 8)
shown(int, bytearray(b"12"), 8)
shown(int, [], 8)
value = 3.14 + 1j
print(complex(value) is value, complex(real=value) is value, complex(value, 0) == value)
shown(pow, 1 + 1j, 1 + 1j, 1 + 1j)
shown((2j).__rpow__, 3, 5)
shown(float.__getformat__, 1)
shown(float.__getformat__, "long double")

class TextWithFloat(str):
    def __float__(self):
        return 1.0 + len(self)


class Derived(complex):
    def __complex__(self):
        return 42j


class DerivedAgain(complex):
    def __complex__(self):
        return Derived(1)


shown(float, TextWithFloat("8"))
shown(complex, Derived(1j))
shown(complex, DerivedAgain(1j))
shown(complex, make("ComplexText", complex="x")())
shown(complex, make("ComplexFloat", complex=1.5)())
shown(complex, 2, Derived(1))
shown(complex, FloatSubclass(2.5))

smallest, least = 2.0**-1022, 2.0**-1074
for text in (
    "0x0.ffffffffffffecp-1022", "0x0.fffffffffffff8p-1022", "0x0.fffffffffffff4p-1022", "0x1.fffffffffffff8p0",
    "0x1.fffffffffffff7p0", "0x1.00000000000008p0", "0x1.000000000000080000000000001p0", "0x1.00000000000018p0",
    "0x0.8p-1074", "0x0.80000001p-1074", "0x1.8p-1074", "0x1p-1075", "0x1p-1076", "0x1.fffffffffffffp1023",
    "0x1.fffffffffffff7p1023", "0x1.fffffffffffff8p1023", "0x1p1024", "-0x.1p4", "0xap-4", "1p0", ".8", "0x00000000000000000000001p3",
    "0x10000000000000000000000000000p-100", "0x0p99999999999", "0x1p-99999999999", "-inf", "NaN", "0x", "0x1p", "0x1.g",
):
    try:
        number = float.fromhex(text)
        print(text, number.hex())
    except (ValueError, OverflowError) as error:
        print(text, error)
print(float.fromhex("0x0.ffffffffffffecp-1022") == smallest - least)
