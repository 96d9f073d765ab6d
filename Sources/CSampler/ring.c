/* See ring.h. Memory comes from mmap: a ring costs only the pages that were ever touched. */
#include "ring.h"
#include <string.h>
#include <sys/mman.h>

bool ring_create(Ring *ring, size_t bytes) {
  size_t size = 4096;
  while (size < bytes) size *= 2;
  void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return false;
  ring->words = memory;
  ring->mask = size / sizeof(uint64_t) - 1;
  atomic_store(&ring->head, 0);
  atomic_store(&ring->tail, 0);
  return true;
}

void ring_destroy(Ring *ring) {
  if (ring->words) munmap(ring->words, (ring->mask + 1) * sizeof(uint64_t));
  ring->words = NULL;
  ring->mask = 0;
  atomic_store(&ring->head, 0);
  atomic_store(&ring->tail, 0);
}

static void copy_in(Ring *ring, uint64_t position, const uint64_t *words, size_t count) {
  uint64_t start = position & ring->mask, room = ring->mask + 1 - start;
  size_t first = count < room ? count : (size_t)room;
  memcpy(ring->words + start, words, first * sizeof(uint64_t));
  memcpy(ring->words, words + first, (count - first) * sizeof(uint64_t));
}

bool ring_write(Ring *ring, const uint64_t *header, size_t headerCount, const uint64_t *body, size_t bodyCount) {
  if (!ring->words) return false;
  uint64_t head = atomic_load_explicit(&ring->head, memory_order_relaxed);
  uint64_t tail = atomic_load_explicit(&ring->tail, memory_order_acquire);
  if (ring->mask + 1 - (head - tail) < headerCount + bodyCount) return false;
  copy_in(ring, head, header, headerCount);
  copy_in(ring, head + headerCount, body, bodyCount);
  atomic_store_explicit(&ring->head, head + headerCount + bodyCount, memory_order_release);
  return true;
}

uint64_t ring_available(const Ring *ring) {
  return atomic_load_explicit(&ring->head, memory_order_acquire)
    - atomic_load_explicit(&ring->tail, memory_order_relaxed);
}

bool ring_is_empty(const Ring *ring) { return ring_available(ring) == 0; }

void ring_read(const Ring *ring, uint64_t position, uint64_t *words, size_t count) {
  uint64_t start = (atomic_load_explicit(&ring->tail, memory_order_relaxed) + position) & ring->mask;
  uint64_t room = ring->mask + 1 - start;
  size_t first = count < room ? count : (size_t)room;
  memcpy(words, ring->words + start, first * sizeof(uint64_t));
  memcpy(words + first, ring->words, (count - first) * sizeof(uint64_t));
}

void ring_consume(Ring *ring, uint64_t count) {
  uint64_t tail = atomic_load_explicit(&ring->tail, memory_order_relaxed);
  atomic_store_explicit(&ring->tail, tail + count, memory_order_release);
}
