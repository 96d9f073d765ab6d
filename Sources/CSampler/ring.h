/* A ring of 64-bit words between one producer and one consumer.

   Positions count words since the start and never wrap in practice (2^64); the index is position & mask. A record is
   written completely before `head` moves, so the consumer sees whole records only. When a record does not fit, the
   producer gives up at once: it never waits and never overwrites. Knows nothing of what the words mean. */
#ifndef PITVIPER_SAMPLER_RING_H
#define PITVIPER_SAMPLER_RING_H
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Ring {
  uint64_t *words;
  uint64_t mask;
  _Alignas(64) _Atomic uint64_t head; /* producer's; on a cache line of its own */
  _Alignas(64) _Atomic uint64_t tail; /* consumer's */
} Ring;

/* Maps at least `bytes`, rounded up to a power of two. False when the kernel has no memory. */
bool ring_create(Ring *ring, size_t bytes);
void ring_destroy(Ring *ring);
bool ring_is_empty(const Ring *ring);

/* Appends header and body as one record; false (and nothing written) when there is no room. Signal-safe. */
bool ring_write(Ring *ring, const uint64_t *header, size_t headerCount, const uint64_t *body, size_t bodyCount);

/* Copies `count` words from `position` words after the tail. */
void ring_read(const Ring *ring, uint64_t position, uint64_t *words, size_t count);
/* Words that are ready to be read. */
uint64_t ring_available(const Ring *ring);
/* Gives `count` words back to the producer. */
void ring_consume(Ring *ring, uint64_t count);
#endif
