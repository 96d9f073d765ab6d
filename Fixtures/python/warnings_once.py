# The filter `once` and the compiler's warnings, which have no registry: new filters forget what was shown.
import codecs
import warnings

for action in "once", "once", "always", "default", "ignore", "once":
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter(action)
        for _ in range(2):
            compile("'\\d'", "<text>", "exec")
        print(action, [(warning.category.__name__, str(warning.message)) for warning in seen])

# The error handlers that text can be encoded with, by name.
for name in "strict", "ignore", "replace", "backslashreplace", "xmlcharrefreplace", "namereplace":
    handler = codecs.lookup_error(name)
    print(name, handler.__name__)
    if name != "strict":
        print(handler(UnicodeEncodeError("ascii", "a\u20ac\u00e9\ud800b", 1, 4, "no")))
try:
    codecs.lookup_error("unheard")
except LookupError as error:
    print(error)
print("\u20ac\u00e9".encode("ascii", "namereplace"))
