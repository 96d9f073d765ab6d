# ctypes with zlib: whole buffers, a stream through a Structure with pointers into our memory, checksums, errors
import zlib
from ctypes import *

z = CDLL("libz.so.1")
Allocate, Release = CFUNCTYPE(c_void_p, c_void_p, c_uint, c_uint), CFUNCTYPE(None, c_void_p, c_void_p)


class Stream(Structure):
    _fields_ = [("next_in", POINTER(c_ubyte)), ("avail_in", c_uint), ("total_in", c_ulong),
                ("next_out", POINTER(c_ubyte)), ("avail_out", c_uint), ("total_out", c_ulong),
                ("msg", c_char_p), ("state", c_void_p), ("zalloc", Allocate), ("zfree", Release), ("opaque", py_object),
                ("data_type", c_int), ("adler", c_ulong), ("reserved", c_ulong)]


z.zlibVersion.restype = c_char_p
z.compressBound.restype = z.crc32.restype = z.adler32.restype = c_ulong
z.compressBound.argtypes = [c_ulong]
z.crc32.argtypes = z.adler32.argtypes = [c_ulong, c_char_p, c_uint]
z.compress2.argtypes = [POINTER(c_ubyte), POINTER(c_ulong), c_char_p, c_ulong, c_int]
z.deflate.argtypes = z.inflate.argtypes = [POINTER(Stream), c_int]
data = b"".join(b"line %d of a text that repeats itself\n" % (i % 17) for i in range(400))
print(z.zlibVersion() == zlib.ZLIB_RUNTIME_VERSION.encode(), sizeof(Stream), Stream.adler.offset, Stream.adler.size)

bound = z.compressBound(len(data))
packed, size = (c_ubyte * bound)(), c_ulong(bound)
print(bound >= len(data), z.compress2(packed, byref(size), data, len(data), 6), size.value < len(data))
print(zlib.decompress(bytes(packed)[:size.value]) == data, bytes(packed[:size.value]) == zlib.compress(data, 6))
back, back_size = create_string_buffer(len(data)), c_ulong(len(data))
print(z.uncompress(back, byref(back_size), packed, size), back.raw == data)
print(z.uncompress(back, byref(c_ulong(10)), packed, size), z.uncompress(back, byref(back_size), b"no stream", c_ulong(9)))
print(z.crc32(0, data, len(data)) == zlib.crc32(data), z.adler32(1, data, len(data)) == zlib.adler32(data))

live, kept = [0], {}


@Allocate
def allocate(opaque, items, each):
    live[0] += 1
    block = create_string_buffer(items * each)
    kept[addressof(block)] = block
    return addressof(block)


@Release
def release(opaque, address):
    live[0] -= 1
    del kept[address]


s = Stream(zalloc=allocate, zfree=release)
print(z.deflateInit_(byref(s), 9, z.zlibVersion(), sizeof(s)), live[0] > 0)
source, chunk, parts, status = (c_ubyte * len(data)).from_buffer(bytearray(data)), (c_ubyte * 256)(), [], 0
s.next_in, s.avail_in = source, len(data)
while status != 1:
    s.next_out, s.avail_out = chunk, 256
    status = z.deflate(byref(s), 4)
    parts.append(string_at(chunk, 256 - s.avail_out))
print(zlib.decompress(b"".join(parts)) == data, s.total_in == len(data), s.total_out == len(b"".join(parts)), s.avail_in)
print(z.deflateEnd(byref(s)), live, len(kept))

s = Stream(zalloc=allocate, zfree=release)
packed_bytes = b"".join(parts)
source, out = (c_ubyte * len(packed_bytes)).from_buffer_copy(packed_bytes), (c_ubyte * len(data))()
z.inflateInit_(byref(s), z.zlibVersion(), sizeof(s))
s.next_out, s.avail_out = cast(out, POINTER(c_ubyte)), len(out)
for i in range(len(packed_bytes)):
    s.next_in, s.avail_in = cast(byref(source, i), POINTER(c_ubyte)), 1
    status = z.inflate(s, 0)
print(status, bytes(out) == data, s.adler == zlib.adler32(data), addressof(s.next_out.contents) - addressof(out) == len(data))
z.inflateEnd(byref(s))
s = Stream(zalloc=allocate, zfree=release)
z.inflateInit_(byref(s), z.zlibVersion(), sizeof(s))
source[0] = 1
s.next_in, s.avail_in, s.next_out, s.avail_out = source, len(source), out, len(out)
print(z.inflate(s, 0), s.msg, z.inflateEnd(byref(s)), live)
print(z.inflateInit_(byref(s), b"9.9", sizeof(s)))
