# Kinds of files by libmagic and ctypes.
import magic

kinds = magic.Magic(mime=True)
for data in b"\x89PNG\r\n\x1a\n" + bytes(20), b"%PDF-1.4\n", b"#!/bin/sh\necho", "é".encode(), b"PK\3\4" + bytes(30):
    print(kinds.from_buffer(data), magic.from_buffer(data))
print(magic.from_file("/bin/ls", mime=True))
try:
    magic.from_file("/nonexistent")
except FileNotFoundError as error:
    print(error)
