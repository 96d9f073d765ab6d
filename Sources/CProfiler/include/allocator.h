/* The C library's allocator, for who reads large recordings in a thread of its own. */
#ifndef PITVIPER_ALLOCATOR_H
#define PITVIPER_ALLOCATOR_H
/* From now on blocks of 256 KiB and more are mappings of their own, given back when they are freed. Without a limit that was set
   the allocator raises its own with each large block, and keeps the holes. */
void allocator_map_large_blocks(void);
/* Gives the memory of freed blocks back to the system. */
void allocator_trim(void);
#endif
