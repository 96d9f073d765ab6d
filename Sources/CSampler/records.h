/* Layout of the records in the two rings of a thread: written by handler.c and events.c, read by drain.c.

   sample: [0] word count (32 bits) | flags (8) | failure (8) | VM state (16), from the low end; [1] time; [2] weight;
           [3] code epoch; then the words.
   event:  [0] word count (32 bits) | kind (32); [1] time; then the words. */
#ifndef PITVIPER_SAMPLER_RECORDS_H
#define PITVIPER_SAMPLER_RECORDS_H
#include <stdint.h>

enum { SAMPLE_HEADER_WORDS = 4, EVENT_HEADER_WORDS = 2 };

static inline uint64_t sample_head(uint32_t count, uint32_t flags, uint32_t failure, uint32_t state) {
  return count | (uint64_t)(flags & 0xff) << 32 | (uint64_t)(failure & 0xff) << 40 | (uint64_t)(state & 0xffff) << 48;
}
static inline uint64_t event_head(uint32_t count, uint32_t kind) { return count | (uint64_t)kind << 32; }
static inline uint32_t head_count(uint64_t head) { return (uint32_t)head; }
#endif
