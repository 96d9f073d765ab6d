/* libbzip2: the compression of the module `_bz2`. */
#include <bzlib.h>
