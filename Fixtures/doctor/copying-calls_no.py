# The array is made once.
import time

from cffi import FFI

ffi = FFI()
ffi.cdef("void *memchr(double *numbers, int byte, size_t size);")
library = ffi.dlopen("libc.so.6")


def find(numbers, times):
    for _ in range(times):
        library.memchr(numbers, 97, 32000)


numbers = ffi.new("double[]", [float(number) for number in range(4000)])
end = time.process_time() + 0.6
while time.process_time() < end:
    find(numbers, 20)
