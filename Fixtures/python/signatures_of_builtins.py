# The text of signatures of built-in functions and methods, the modules and types that they belong to, docstrings that wrappers
# take over.
import functools
import math

FUNCTIONS = [
    len, print, sorted, isinstance, sum, abs, divmod, ord, chr, repr, hash, id, callable, str.split, str.join, str.strip,
    list.append, list.insert, list.sort, dict.get, dict.setdefault, int.bit_length, int.from_bytes, dict.fromkeys, float.hex,
    float.fromhex, bytes.decode, object.__init__, object.__eq__, [].append, "".join, math.sqrt, math.fabs,
]
for function in FUNCTIONS:
    print(function.__name__, function.__text_signature__, type(function.__doc__).__name__)
print(len.__self__, [].append.__self__, dict.fromkeys.__self__, str.split.__objclass__, math.sqrt.__self__.__name__)
print(len.__module__, math.sqrt.__module__, [].append.__module__)


@functools.wraps(max)
def wrapper():
    pass


print(wrapper.__name__, wrapper.__doc__.startswith("max("), wrapper.__wrapped__ is max)
