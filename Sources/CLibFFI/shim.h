/* libffi: calls of C functions and closures whose signature is known only when the program runs. */
#include <ffi.h>
