# A checksum of each of many short records: the call costs more than the function.
import ctypes
import time

zlib = ctypes.CDLL("libz.so.1")
zlib.crc32.argtypes = (ctypes.c_ulong, ctypes.c_char_p, ctypes.c_uint)
zlib.crc32.restype = ctypes.c_ulong


def checksum(records):
    result = 0
    for record in records:
        result = zlib.crc32(result, record, 4)  # FINDING
    return result


records = [b"abcd"] * 1000
end = time.process_time() + 1.5
while time.process_time() < end:
    checksum(records)
