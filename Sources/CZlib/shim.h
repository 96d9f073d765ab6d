/* zlib: deflate, inflate and the checksums of the modules `zlib` and `binascii`. */
#include <zlib.h>
