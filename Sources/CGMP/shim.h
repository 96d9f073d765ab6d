/* GMP's low-level natural-number functions (mpn_*), called on limbs that live in our own heap. */
#include <gmp.h>
