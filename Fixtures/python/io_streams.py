# io.StringIO and io.BytesIO: reading, writing, seeking, iteration, errors.
import io

s = io.StringIO("first\nsecond\r\nthird")
print(repr(s.readline()), repr(s.read(3)), s.tell(), repr(s.readline()), s.readlines())
print(repr(s.read()), repr(s.readline()))
s.seek(0)
print([line for line in s], s.seek(2), s.read(4), s.getvalue() == "first\nsecond\r\nthird")
print(s.readable(), s.writable(), s.seekable(), s.closed, s.isatty())
w = io.StringIO()
print(w.write("hello"), w.write(" wörld"), w.getvalue(), w.tell(), w.seek(1), w.write("EY"))
print(w.getvalue(), w.truncate(4), w.getvalue(), w.seek(0, 2), w.write("!"), w.getvalue())
w.writelines(["a", "b\n", "c"])
print("printed", 5, file=w, sep="|", end="$")
print(repr(w.getvalue()), w.seek(20), w.write("x"), repr(w.getvalue()))
for action in (lambda: w.write(5), lambda: w.write(b"x"), lambda: w.seek(-1), lambda: w.seek(1, 1),
               lambda: w.seek(0, 9), lambda: io.StringIO(5), lambda: w.read("a"), lambda: w.fileno(),
               lambda: w.truncate(-1)):
    try:
        print(action())
    except (TypeError, ValueError, OSError) as error:
        print(type(error).__name__, error)
w.close()
try:
    w.read()
except ValueError as error:
    print(error, w.closed)
with io.StringIO("ctx") as c:
    print(c.read())
print(c.closed, io.StringIO("a\r\nb\rc\n", newline=None).read() == "a\nb\nc\n")
print(repr(io.StringIO("a\r\nb", newline="").readline()))
print(repr(io.StringIO("a\nb", newline="\r\n").getvalue()))
b = io.BytesIO(b"line one\nline two\nlast")
print(b.read(4), b.readline(), b.tell(), b.readlines(), b.read(), b.seek(-4, 2), b.read(2))
print(b.seek(1, 1), b.read(), b.seek(0), list(b), b.getvalue()[:8])
out = io.BytesIO()
print(out.write(b"abc"), out.write(bytearray(b"de")), out.getvalue(), out.seek(1), out.write(b"XY"))
print(out.getvalue(), out.seek(8), out.write(b"!"), out.getvalue(), out.truncate(3), out.getvalue())
print(out.getbuffer()[0])
buffer = bytearray(4)
b.seek(0)
print(b.readinto(buffer), buffer, b.read1(3), b.peek(1) if hasattr(b, "peek") else "no peek")
print(b.readable(), b.seekable())
for action in (lambda: out.write("text"), lambda: out.seek(-5), lambda: io.BytesIO("text"), lambda: out.read(1.5),
               lambda: io.BytesIO(5)):
    try:
        print(action())
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
text = io.TextIOWrapper(io.BytesIO("héllo\nwörld\n".encode()), encoding="utf-8")
print(text.readline(), text.read(), text.encoding, text.buffer.getvalue()[:3], sep="|")
raw = io.BytesIO()
writer = io.TextIOWrapper(raw, encoding="latin-1", newline="\r\n")
writer.write("é\nx")
writer.flush()
print(raw.getvalue(), io.SEEK_SET, io.SEEK_CUR, io.SEEK_END, io.DEFAULT_BUFFER_SIZE)
print(issubclass(io.StringIO, io.TextIOBase), isinstance(raw, io.BufferedIOBase))
print(io.UnsupportedOperation.__bases__)
import sys

kept, sys.stdout = sys.stdout, io.StringIO()
print("captured")
value, sys.stdout = sys.stdout.getvalue(), kept
print(repr(value))
parts = io.StringIO()
for i in range(1000):
    parts.write(str(i))
print(len(parts.getvalue()), parts.getvalue()[-9:])
