"""The layers of io over raw streams written in Python: partial and blocked writes, reads into buffers, what fails while closing,
streams that were not initialised, marks of byte order."""
import io
import os
import tempfile


def show(action):
    try:
        result = action()
    except BaseException as error:
        context = error.__context__
        print("  ", type(error).__name__, error, "" if context is None else f"(context: {type(context).__name__} {context})")
    else:
        print("  ", repr(result))


class Blocking(io.RawIOBase):
    """Takes a number of bytes, then would block until it is emptied."""

    def __init__(self, room):
        self.room, self.taken = room, b""

    def writable(self):
        return True

    def write(self, data):
        if not self.room:
            return None
        count = min(len(data), self.room)
        self.room -= count
        self.taken += bytes(data[:count])
        return count


print("blocked writes")
raw = Blocking(10)
stream = io.BufferedWriter(raw, 8)
for data in (b"abc", b"defgh", b"ijklmn", b"opq", b"r" * 30):
    try:
        print("  ", stream.write(data), raw.taken)
    except BlockingIOError as error:
        print("  ", error.strerror, error.characters_written, raw.taken)
raw.room = 100
stream.flush()
print("  ", raw.taken)
error = BlockingIOError(11, "text", 5)
print("  ", error, error.args, error.characters_written, error.filename)

print("reads")


class Pieces(io.RawIOBase):
    """Gives its pieces one by one."""

    def __init__(self, *pieces):
        self.pieces, self.calls = list(pieces), []

    def readable(self):
        return True

    def readinto(self, buffer):
        self.calls.append(len(buffer))
        if not self.pieces:
            return 0
        piece = self.pieces.pop(0)
        if piece is None:
            return None
        buffer[:len(piece)] = piece
        return len(piece)


for name in ("readinto", "readinto1"):
    raw = Pieces(b"abc", b"def", b"ghi", None, b"jkl")
    stream = io.BufferedReader(raw, 4)
    target = bytearray(b"........")
    print("  ", name, [getattr(stream, name)(target) for _ in range(5)], target, raw.calls)
raw = Pieces(b"abcdef", b"ghij")
stream = io.BufferedReader(raw, 8)
print("  ", stream.peek(1), stream.readinto1(memoryview(bytearray(3))), stream.read1(2), stream.read(3), stream.read())
print("  ", io.BufferedRandom(io.BytesIO(b"no readall")).read(), io.BufferedReader(Pieces(None)).read())


class Bad(Pieces):
    def readinto(self, buffer):
        return b"bytes"

    def seek(self, position, whence=0):
        return -1

    def seekable(self):
        return True


stream = io.BufferedReader(Bad())
show(stream.readline)
show(stream.tell)
show(lambda: stream.seek(0))
show(lambda: io.BufferedReader(Bad(), 1 << 62))

print("abilities")
for stream in (io.BufferedReader(Pieces()), io.BufferedWriter(Blocking(1)), io.BufferedRandom(io.BytesIO()),
               io.BufferedRWPair(Pieces(b"x"), Blocking(3)), io.TextIOWrapper(Pieces(), "ascii")):
    print("  ", type(stream).__name__, stream.readable(), stream.writable(), stream.seekable(), stream.isatty())
    if isinstance(stream, io.TextIOWrapper):
        show(lambda: stream.write("x"))


class Unreadable(io.BytesIO):
    def readable(self):
        return False


show(io.TextIOWrapper(Unreadable(b"x"), "ascii").read)

print("closing")


class Failing(io.RawIOBase):
    def __init__(self, name):
        self.name = name

    def readable(self):
        return True

    writable = readable

    def flush(self):
        raise OSError(f"flush {self.name}")

    def close(self):
        raise ValueError(f"close {self.name}")


show(io.BufferedWriter(Failing("buffered")).close)
show(io.TextIOWrapper(io.BufferedWriter(Failing("text")), "ascii").close)
show(io.BufferedRWPair(Failing("reader"), Failing("writer")).close)


class Logged(io.BufferedWriter):
    def flush(self):
        print("   flush", self.closed)
        super().flush()

    def close(self):
        print("   close")
        super().close()


text = io.TextIOWrapper(Logged(io.BytesIO()), "ascii")
text.write("x")
text.close()

print("not initialised")
for make in (io.BufferedReader, io.BufferedWriter, io.BufferedRandom, io.BufferedRWPair, io.TextIOWrapper):
    stream = make.__new__(make)
    print("  ", make.__name__)
    show(stream.readable if make is not io.BufferedWriter else stream.writable)
    show(lambda: stream.read(0) if make is not io.BufferedWriter else stream.write(b""))
text = io.TextIOWrapper(io.BytesIO(b"text"), "ascii")
show(lambda: text.__init__(io.BytesIO(), "ascii", newline=42))
show(text.read)
show(lambda: io.TextIOWrapper(io.BytesIO(), "hex"))
show(lambda: text.__init__(io.BytesIO(b"again"), encoding="ascii"))
show(text.read)
reader = io.BufferedReader(io.BytesIO(b"x"))
reader.detach()
show(reader.read)

print("byte order marks")
name = os.path.join(tempfile.mkdtemp(), "text")
for mode in ("w", "a", "r+"):
    with open(name, mode, encoding="utf-8-sig") as file:
        if mode == "r+":
            file.seek(3)
            file.write("B")
            file.seek(0)
        file.write("a" + mode)
    print("  ", open(name, "rb").read())
with open(name, "w", encoding="ascii") as file:
    file.write("1")
    file.reconfigure(encoding="utf-8-sig")
    file.write("\u00e9")
    file.reconfigure(encoding="locale")
    print("  ", file.encoding.lower(), file.buffer.tell())
print("  ", open(name, "rb").read())
os.remove(name)
os.rmdir(os.path.dirname(name))
