"""A program that calls C too finely, and what becomes of it when it hands over more at once: chatty.py [ROUTE [BATCH]]

It computes the checksum of 200,000 records of 16 bytes with zlib's crc32. ROUTE is cffi or ctypes; BATCH is how many records go
into a call: 1, as one would write it first, or what the ledger advises ("items per call" of the section "Crossings into C").
Prints the checksum, which does not depend on either, and on standard error the processor time of a round.
"""
import sys
import time

RECORDS, SIZE, ROUNDS = 200_000, 16, 5


def by_cffi():
    from cffi import FFI
    ffi = FFI()
    ffi.cdef("unsigned long crc32(unsigned long, const unsigned char *, unsigned int);")
    return ffi.dlopen("libz.so.1").crc32


def by_ctypes():
    from ctypes import CDLL, c_char_p, c_uint, c_ulong
    crc32 = CDLL("libz.so.1").crc32
    crc32.restype, crc32.argtypes = c_ulong, [c_ulong, c_char_p, c_uint]
    return crc32


def checksum(crc32, records):
    crc = 0
    for record in records:
        crc = crc32(crc, record, SIZE)
    return crc


def checksum_in_batches(crc32, records, batch):
    crc = 0
    for i in range(0, len(records), batch):
        block = b"".join(records[i:i + batch])
        crc = crc32(crc, block, len(block))
    return crc


def main():
    route, batch = sys.argv[1] if len(sys.argv) > 1 else "cffi", int(sys.argv[2]) if len(sys.argv) > 2 else 1
    crc32 = by_cffi() if route == "cffi" else by_ctypes()
    records = [b"record %08d " % i for i in range(RECORDS)]
    for _ in range(ROUNDS):
        start = time.process_time()
        crc = checksum(crc32, records) if batch == 1 else checksum_in_batches(crc32, records, batch)
        print("%.1f ms" % ((time.process_time() - start) * 1000), file=sys.stderr)
    print(crc)


main()
