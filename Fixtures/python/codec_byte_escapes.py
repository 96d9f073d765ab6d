# The codec of bytes literals, which pickles of protocol 0 use.
import codecs
import pickle
import warnings

every = bytes(range(256))
escaped, count = codecs.escape_encode(every)
print(count, escaped)
print(codecs.escape_decode(escaped) == (every, len(escaped)))
warnings.simplefilter("always")
for data in (rb"a\tb\n\\ \'\"", rb"\101\7\0z\x41\xfF", b"line\\\nnext", "\\x41ü", rb"\400", rb"\q\(", rb"\x4", rb"\xg", b"\\"):
    for errors in ("strict", "ignore", "replace", "other"):
        try:
            with warnings.catch_warnings(record=True) as seen:
                warnings.simplefilter("always")
                print(codecs.escape_decode(data, errors), [str(item.message) for item in seen])
        except ValueError as error:
            print(error)
print(pickle.loads(b"S'caf\\\\e\\x41'\n."), pickle.loads(pickle.dumps(b"\x00\xff", 0)))
