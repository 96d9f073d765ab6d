# The module bz2: whole streams, streams in pieces, files, and what goes wrong.
import bz2
import io

text = b"".join(b"line %d of %d\n" % (number, number * number % 97) for number in range(3000))
packed = bz2.compress(text)
print(len(text), len(packed), packed[:4], bz2.decompress(packed) == text)
for level in 1, 5, 9:
    print(level, len(bz2.compress(text, level)), bz2.decompress(bz2.compress(text, level)) == text)
print(bz2.compress(b""), bz2.decompress(b""), bz2.decompress(bz2.compress(b"")))
print(bz2.decompress(packed + bz2.compress(b"more") + b"trailing") == text + b"more")

compressor = bz2.BZ2Compressor(3)
pieces = [compressor.compress(text[start:start + 777]) for start in range(0, len(text), 777)] + [compressor.flush()]
whole = b"".join(pieces)
print(whole == bz2.compress(text, 3), bz2.decompress(whole) == text)

decompressor = bz2.BZ2Decompressor()
print(decompressor.needs_input, decompressor.eof, decompressor.unused_data)
output = b""
for start in range(0, len(packed), 100):
    output += decompressor.decompress(packed[start:start + 100])
print(output == text, decompressor.eof, decompressor.needs_input, decompressor.unused_data)

decompressor = bz2.BZ2Decompressor()
steps = [decompressor.decompress(packed + b"rest", max_length=10)]
while not decompressor.eof:
    steps.append(decompressor.decompress(b"", 4000))
print(b"".join(steps) == text, len(steps[0]), max(map(len, steps)), decompressor.unused_data, decompressor.needs_input)

with bz2.open(io.BytesIO(packed), "rt") as file:
    lines = list(file)
print(len(lines), lines[0], lines[-1], sep="|")
buffer = io.BytesIO()
with bz2.BZ2File(buffer, "w") as file:
    print(file.write(text[:1000]), file.tell(), file.writable(), file.readable())
with bz2.BZ2File(io.BytesIO(buffer.getvalue())) as file:
    print(file.seek(500), file.readline(), file.read(5), file.tell(), file.peek(3)[:3])


def attempt(action):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)


attempt(lambda: bz2.decompress(b"not a stream at all"))
attempt(lambda: bz2.decompress(packed[:-20]))
attempt(lambda: bz2.compress(text, 10))
attempt(lambda: bz2.BZ2Compressor(0))
attempt(lambda: bz2.BZ2Compressor("9"))
attempt(lambda: bz2.compress("text"))
attempt(lambda: compressor.compress(b"x"))
attempt(lambda: compressor.flush())
attempt(lambda: decompressor.decompress(b"x"))
attempt(lambda: bz2.BZ2Decompressor().decompress(packed[:50] + b"\0" * 500))
attempt(lambda: bz2.BZ2Compressor.__name__ + bz2.BZ2Decompressor.__module__)
