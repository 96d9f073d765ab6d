# A list of numbers is made an array of C for each call.
import time

from cffi import FFI

ffi = FFI()
ffi.cdef("void *memchr(double *numbers, int byte, size_t size);")
library = ffi.dlopen("libc.so.6")


def find(numbers, times):
    for _ in range(times):
        library.memchr(numbers, 97, 8)  # FINDING


numbers = [float(number) for number in range(4000)]
end = time.process_time() + 1.0
while time.process_time() < end:
    find(numbers, 20)
