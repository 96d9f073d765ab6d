/* Memory for machine code that is never writable and executable at once: the same pages are mapped twice.

   The pages are shared anonymous memory, mapped a second time by mremap; a memfd would do as well, but perf then loses the names of the
   code. Shared memory stays shared over fork, and what a child compiles would overwrite its parent's code: so a child gets copies at the
   same addresses. */
#include "trace_frame.h"
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { MAPPINGS = 16 };
static CodeMapping *mappings[MAPPINGS];

static uint8_t *map_shared(size_t bytes) {
  return mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
}

/* Maps the pages at `from` a second time at `to`, to execute. */
static int map_executable(uint8_t *from, uint8_t *to, size_t bytes) {
  if (mremap(from, 0, bytes, MREMAP_MAYMOVE | MREMAP_FIXED, to) == MAP_FAILED) return -1;
  return mprotect(to, bytes, PROT_READ | PROT_EXEC);
}

/* In the child of a fork: private copies of all code. Without memory for them the child cannot go on. */
static void copy_in_child(void) {
  for (int i = 0; i < MAPPINGS; i++) {
    CodeMapping *mapping = mappings[i];
    if (!mapping) continue;
    uint8_t *copy = map_shared(mapping->bytes);
    if (copy == MAP_FAILED) abort();
    memcpy(copy, mapping->writable, mapping->used);
    if (map_executable(copy, mapping->executable, mapping->bytes) != 0) abort();
    if (mremap(copy, mapping->bytes, mapping->bytes, MREMAP_MAYMOVE | MREMAP_FIXED, mapping->writable) == MAP_FAILED)
      abort();
  }
}

/* Address space of `bytes` near `near`, else anywhere. */
static uint8_t *reserve(size_t bytes, const void *near) {
  const uintptr_t step = 64ul << 20, reach = 1ul << 30;
  uintptr_t origin = (uintptr_t)near & ~(step - 1);
  for (uintptr_t distance = step; near && distance < reach; distance += step)
    for (int below = 1; below >= 0; below--) {
      if (below && origin < distance + bytes) continue;
      void *wanted = (void *)(below ? origin - distance - bytes : origin + distance);
      void *found = mmap(wanted, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE,
                         -1, 0);
      if (found == wanted) return found;
      if (found != MAP_FAILED) munmap(found, bytes);
    }
  return mmap(NULL, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
}

CodeMapping *vm_map_code(size_t bytes, const void *near) {
  static int isRegistered;
  int place = 0;
  while (place < MAPPINGS && mappings[place]) place++;
  if (place == MAPPINGS) {
    errno = ENOMEM;
    return NULL;
  }
  CodeMapping *mapping = calloc(1, sizeof *mapping);
  if (!mapping) return NULL;
  mapping->bytes = bytes;
  mapping->executable = reserve(bytes, near);
  if (mapping->executable == MAP_FAILED) {
    free(mapping);
    return NULL;
  }
  mapping->writable = map_shared(bytes);
  if (mapping->writable == MAP_FAILED || map_executable(mapping->writable, mapping->executable, bytes) != 0) {
    int error = errno;
    if (mapping->writable != MAP_FAILED) munmap(mapping->writable, bytes);
    munmap(mapping->executable, bytes);
    free(mapping);
    errno = error;
    return NULL;
  }
  if (!isRegistered) pthread_atfork(NULL, NULL, copy_in_child);
  isRegistered = 1;
  mappings[place] = mapping;
  return mapping;
}

void vm_unmap_code(CodeMapping *mapping) {
  for (int i = 0; i < MAPPINGS; i++)
    if (mappings[i] == mapping) mappings[i] = NULL;
  munmap(mapping->writable, mapping->bytes);
  munmap(mapping->executable, mapping->bytes);
  free(mapping);
}
