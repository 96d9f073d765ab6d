# cffi with zlib: whole buffers, a stream through a struct with pointers into our memory, checksums, errors
import zlib
from cffi import FFI

ffi = FFI()
ffi.cdef("""
    #define Z_OK 0
    #define Z_STREAM_END 1
    #define Z_FINISH 4
    #define Z_BUF_ERROR -5
    typedef unsigned char Bytef; typedef unsigned int uInt; typedef unsigned long uLong;
    typedef void *(*alloc_func)(void *opaque, uInt items, uInt size);
    typedef void (*free_func)(void *opaque, void *address);
    typedef struct z_stream_s {
        const Bytef *next_in; uInt avail_in; uLong total_in;
        Bytef *next_out; uInt avail_out; uLong total_out;
        const char *msg; struct internal_state *state;
        alloc_func zalloc; free_func zfree; void *opaque;
        int data_type; uLong adler, reserved;
    } z_stream;
    const char *zlibVersion(void); uLong compressBound(uLong);
    int compress2(Bytef *, uLong *, const Bytef *, uLong, int level); int uncompress(Bytef *, uLong *, const Bytef *, uLong);
    uLong crc32(uLong, const Bytef *, uInt); uLong adler32(uLong, const Bytef *, uInt);
    int deflateInit_(z_stream *, int, const char *, int); int deflate(z_stream *, int); int deflateEnd(z_stream *);
    int inflateInit_(z_stream *, const char *, int); int inflate(z_stream *, int); int inflateEnd(z_stream *);
""")
z = ffi.dlopen("libz.so.1")
data = b"".join(b"line %d of a text that repeats itself\n" % (i % 17) for i in range(400))
print(ffi.string(z.zlibVersion()) == zlib.ZLIB_RUNTIME_VERSION.encode(), ffi.sizeof("z_stream"), ffi.offsetof("z_stream", "adler"))

bound = z.compressBound(len(data))
packed, size = ffi.new("Bytef[]", bound), ffi.new("uLong *", bound)
print(bound >= len(data), z.compress2(packed, size, data, len(data), 6), size[0] < len(data))
print(zlib.decompress(ffi.buffer(packed, size[0])) == data, bytes(ffi.buffer(packed, size[0])) == zlib.compress(data, 6))
back, back_size = ffi.new("Bytef[]", len(data)), ffi.new("uLong *", len(data))
print(z.uncompress(back, back_size, packed, size[0]), ffi.buffer(back)[:] == data)
print(z.uncompress(back, ffi.new("uLong *", 10), packed, size[0]) == z.Z_BUF_ERROR, z.uncompress(back, back_size, b"no stream", 9))
print(z.crc32(0, data, len(data)) == zlib.crc32(data), z.adler32(1, data, len(data)) == zlib.adler32(data))

live, kept = [0], {}


@ffi.callback("void *(void *, uInt, uInt)")
def allocate(opaque, items, each):
    live[0] += 1
    block = ffi.new("char[]", items * each)
    kept[int(ffi.cast("uintptr_t", block))] = block
    assert ffi.from_handle(opaque) is live
    return block


@ffi.callback("void(void *, void *)")
def release(opaque, address):
    live[0] -= 1
    del kept[int(ffi.cast("uintptr_t", address))]


def stream():
    handle = ffi.new_handle(live)
    return ffi.new("z_stream *", dict(zalloc=allocate, zfree=release, opaque=handle)), handle


s, handle = stream()
print(z.deflateInit_(s, 9, z.zlibVersion(), ffi.sizeof("z_stream")) == z.Z_OK, live[0] > 0)
source, chunk, parts = ffi.from_buffer(data), ffi.new("Bytef[256]"), []
s.next_in, s.avail_in = ffi.cast("Bytef *", source), len(data)
status = z.Z_OK
while status != z.Z_STREAM_END:
    s.next_out, s.avail_out = chunk, 256
    status = z.deflate(s, z.Z_FINISH)
    parts.append(ffi.buffer(chunk, 256 - s.avail_out)[:])
print(zlib.decompress(b"".join(parts)) == data, s.total_in == len(data), s.total_out == len(b"".join(parts)), s.avail_in)
print(z.deflateEnd(s), live, len(kept))

s, handle = stream()
packed_bytes = b"".join(parts)
source, out = ffi.new("Bytef[]", packed_bytes), ffi.new("Bytef[]", len(data))
z.inflateInit_(s, z.zlibVersion(), ffi.sizeof("z_stream"))
s.next_out, s.avail_out = out, len(out)
for i in range(len(packed_bytes)):
    s.next_in, s.avail_in = source + i, 1
    status = z.inflate(s, 0)
print(status == z.Z_STREAM_END, bytes(out) == data, s.adler == zlib.adler32(data), s.next_out - out == len(data))
source[3] ^= 0x55
z.inflateEnd(s)
s, handle = stream()
z.inflateInit_(s, z.zlibVersion(), ffi.sizeof("z_stream"))
source[0] = 1
s.next_in, s.avail_in, s.next_out, s.avail_out = source, len(source), out, len(out)
print(z.inflate(s, 0), ffi.string(s.msg), z.inflateEnd(s), live)
print(z.inflateInit_(s, b"9.9", ffi.sizeof("z_stream")))
