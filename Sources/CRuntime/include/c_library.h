/* GNU functions of the C library that Swift's Glibc module does not show. */
#ifndef PITVIPER_C_LIBRARY_H
#define PITVIPER_C_LIBRARY_H
#include <stddef.h>
void *memmem(const void *haystack, size_t haystackLength, const void *needle, size_t needleLength);
void *memrchr(const void *bytes, int byte, size_t count);
#endif
