#include "allocator.h"

#include <malloc.h>

void allocator_map_large_blocks(void) { mallopt(M_MMAP_THRESHOLD, 1 << 18); }
void allocator_trim(void) { malloc_trim(0); }
