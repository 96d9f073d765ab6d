# base64, zipfile, tarfile, gzip, io, struct, array, codecs: bytes in memory, packed and unpacked.
import array, base64, codecs, gzip, io, quopri, struct, tarfile, zipfile

data = bytes(range(256))
for name in ['b16', 'b32', 'b64', 'b85', 'a85', 'urlsafe_b64', 'b32hex']:
    packed = getattr(base64, name + 'encode')(data[:40])
    print(name, packed.decode(), getattr(base64, name + 'decode')(packed) == data[:40])
for bad in [b'abc', b'a', b'ab$=']:
    try:
        print(base64.b64decode(bad, validate=True))
    except Exception as error:
        print(type(error).__name__, error)
print(base64.encodebytes(data[:60]), base64.b85encode(b'', pad=True), base64.a85encode(b'\0' * 4 + b'    ', foldspaces=True, adobe=True, wrapcol=4))
memory = io.BytesIO()
with zipfile.ZipFile(memory, 'w', zipfile.ZIP_DEFLATED) as archive:
    archive.writestr(zipfile.ZipInfo('a/b.txt', (1990, 1, 2, 3, 4, 6)), 'hello ' * 100, zipfile.ZIP_DEFLATED)
    archive.writestr(zipfile.ZipInfo('c', (1990, 1, 2, 3, 4, 6)), b'\0\1')
with zipfile.ZipFile(memory) as archive:
    print(archive.namelist(), archive.testzip(), [(i.filename, i.file_size, i.compress_size < i.file_size, hex(i.CRC), i.date_time) for i in archive.infolist()], archive.read('c'))
    with archive.open('a/b.txt') as file:
        print(file.read(8), file.readline()[:10], file.seekable())
    print(zipfile.Path(archive, 'a/').joinpath('b.txt').read_text()[:5], [p.name for p in zipfile.Path(archive).iterdir()])
try:
    zipfile.ZipFile(io.BytesIO(b'not a zip'))
except zipfile.BadZipFile as error:
    print(error)
memory = io.BytesIO()
with tarfile.open(fileobj=memory, mode='w:gz') as archive:
    for name in ['x.txt', 'folder/' + 'long' * 30]:
        info = tarfile.TarInfo(name)
        info.size, info.mtime, info.mode = 5, 1000, 0o644
        archive.addfile(info, io.BytesIO(b'12345'))
memory.seek(0)
with tarfile.open(fileobj=memory) as archive:
    print([(m.name, m.size, m.isfile(), oct(m.mode)) for m in archive], archive.extractfile('x.txt').read())
squeezed = gzip.compress(b'abc' * 1000, mtime=0)
print(len(squeezed), gzip.decompress(squeezed)[:6], gzip.GzipFile(fileobj=io.BytesIO(squeezed)).read(4))
try:
    gzip.decompress(b'1f8b')
except Exception as error:
    print(type(error).__name__, error)
print(struct.pack('>hIq5sf?d', -2, 7, -1, b'abc', 1.5, True, 2.25).hex(), struct.unpack('<3xBH', b'\0\0\0\1\2\3'), struct.calcsize('bxi'), list(struct.iter_unpack('<H', b'\1\0\2\0')))
numbers = array.array('i', [3, 1, 2])
numbers.extend([9, 8]); numbers.byteswap()
print(numbers, array.array('d', [1, 2.5]).tobytes().hex(), array.array('u', 'hé'), numbers.itemsize)
print(codecs.encode('hello', 'rot13'), codecs.decode(b'68656c6c6f', 'hex'), codecs.getincrementaldecoder('utf-8')().decode(b'\xc3'), codecs.lookup('LATIN1').name, codecs.BOM_UTF8, codecs.escape_decode(b'a\\nb')[0])
reader = codecs.getreader('utf-16')(io.BytesIO('häß\nx'.encode('utf-16')))
print(reader.readline(), list(reader), codecs.charmap_encode('é', 'replace', {0xe9: 65}), quopri.encodestring('é=1'.encode()), 'x\udc80'.encode('utf-8', 'surrogateescape'))
codecs.register_error('stars', lambda error: ('*' * (error.end - error.start), error.end))
print('aéb€'.encode('ascii', 'stars'), b'a\xff\xfeb'.decode('utf-8', 'backslashreplace'), 'é'.encode('ascii', 'xmlcharrefreplace'), 'é'.encode('ascii', 'namereplace'))
buffer = io.BufferedReader(io.BytesIO(b'0123456789'), 4)
print(buffer.peek(2)[:2], buffer.read1(3), buffer.read(2), buffer.tell(), io.TextIOWrapper(io.BytesIO(b'a\r\nb\n'), newline=None).readlines())
