# zlib, gzip and zipfile: whole data, streams with limits and dictionaries, copies, and errors.
import gzip
import io
import zipfile
import zlib

text = b"".join(b"line %d of a text that compresses well\n" % number for number in range(500))


def attempt(function, *arguments, **keywords):
    try:
        print(function.__name__, repr(function(*arguments, **keywords))[:70])
    except Exception as error:
        print(function.__name__, type(error).__name__, error)


for level in (-1, 0, 1, 6, 9):
    packed = zlib.compress(text, level)
    print(level, len(packed), zlib.crc32(packed), zlib.decompress(packed) == text)
for bits in (-15, 15, 31, 9, 47 - 32):
    coder = zlib.compressobj(wbits=bits)
    packed = coder.compress(text) + coder.flush()
    print(bits, zlib.decompress(packed, wbits=bits) == text)

coder = zlib.compressobj(9, zlib.DEFLATED, 15, 9, zlib.Z_FILTERED)
parts = [coder.compress(text[start:start + 1000]) for start in range(0, len(text), 1000)]
parts.append(coder.flush(zlib.Z_SYNC_FLUSH))
twin = coder.copy()
tails = [coder.compress(b"one") + coder.flush(), twin.compress(b"two") + twin.flush()]
for tail in tails:
    print(zlib.decompress(b"".join(parts) + tail)[-10:])

decoder = zlib.decompressobj()
packed = zlib.compress(text) + b"behind"
pieces = []
rest = packed
while not decoder.eof:
    pieces.append(decoder.decompress(rest, 777))
    rest = decoder.unconsumed_tail
print(len(pieces), b"".join(pieces) == text, decoder.unused_data, decoder.eof, decoder.unconsumed_tail)

dictionary = b"a text that compresses well"
coder = zlib.compressobj(zdict=dictionary)
packed = coder.compress(text) + coder.flush()
print(zlib.decompressobj(zdict=dictionary).decompress(packed) == text)
attempt(zlib.decompressobj().decompress, packed)
attempt(zlib.decompressobj(zdict=b"other").decompress, packed)
decoder = zlib.decompressobj()
half = decoder.decompress(zlib.compress(text)[:200])
other = decoder.copy()
rest = zlib.compress(text)[200:]
print(half + decoder.decompress(rest) + decoder.flush() == text, half + other.decompress(rest) == text)

attempt(zlib.compress, "x")
attempt(zlib.compress, b"x", 10)
attempt(zlib.decompress, b"x")
attempt(zlib.decompress, b"garbage")
attempt(zlib.decompress, zlib.compress(text)[:-5])
attempt(zlib.decompress, b"x", 99)
attempt(zlib.compressobj, 10)
attempt(zlib.decompressobj, zdict=1)
attempt(zlib.decompressobj().decompress, b"abc", -1)
attempt(zlib.decompressobj().flush, 0)
coder = zlib.compressobj()
coder.flush()
attempt(coder.compress, b"late")
attempt(coder.copy)
print(zlib.adler32(text), zlib.crc32(text, 7), zlib.adler32(b"b", zlib.adler32(b"a")), zlib.MAX_WBITS)

stream = io.BytesIO()
with gzip.GzipFile(fileobj=stream, mode="wb", mtime=0) as file:
    file.write(text)
with gzip.open(io.BytesIO(stream.getvalue()), "rt") as file:
    print(sum(1 for line in file))
stream = io.BytesIO()
with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr("a.txt", "some text " * 20)
    archive.writestr("folder/b.bin", bytes(range(256)))
with zipfile.ZipFile(stream) as archive:
    print(archive.namelist(), archive.testzip(), len(archive.read("folder/b.bin")))
    print([(info.filename, info.file_size, info.compress_size) for info in archive.infolist()])
