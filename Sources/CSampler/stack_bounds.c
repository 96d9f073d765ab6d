/* Where stacks lie: the unwinder loads nothing outside them.

   A thread that registers itself asks the thread library. A thread found by a rescan cannot be asked, so its handler
   notes the stack pointer and the thread pointer it saw, and the mapping around the first, cut at the second (glibc
   puts the thread block at the top of the stack), is its stack. Except for `stack_bounds_registered`, not for handlers. */
#include "internal.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

StackBounds stack_bounds_of_caller(void) {
  pthread_attr_t attributes;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return (StackBounds){0, 0};
  void *low = NULL;
  size_t size = 0;
  pthread_attr_getstack(&attributes, &low, &size);
  pthread_attr_destroy(&attributes);
  return (StackBounds){(uintptr_t)low, (uintptr_t)low + size};
}

/* Calls back for each readable and writable mapping with the end of the one before it, until true is returned. */
typedef bool (*MappingVisitor)(StackBounds mapping, uintptr_t previousEnd, const char *name, void *context);

static void visit_mappings(MappingVisitor visit, void *context) {
  FILE *file = fopen("/proc/self/maps", "re");
  if (!file) return;
  char line[4352];
  uintptr_t previousEnd = 0;
  while (fgets(line, sizeof line, file)) {
    unsigned long low, high;
    char access[8];
    int nameAt = 0;
    if (sscanf(line, "%lx-%lx %7s %*s %*s %*s %n", &low, &high, access, &nameAt) < 3) continue;
    line[strcspn(line, "\n")] = 0;
    bool writable = access[0] == 'r' && access[1] == 'w';
    if (writable && visit((StackBounds){low, high}, previousEnd, nameAt ? line + nameAt : "", context)) break;
    previousEnd = high;
  }
  fclose(file);
}

typedef struct Search {
  uintptr_t stackPointer, threadPointer;
  StackBounds found;
} Search;

static bool visit_observed(StackBounds mapping, uintptr_t previousEnd, const char *name, void *context) {
  (void)previousEnd;
  (void)name;
  Search *search = context;
  if (search->stackPointer < mapping.low || search->stackPointer >= mapping.high) return false;
  search->found = mapping;
  bool blockAbove = search->threadPointer > search->stackPointer && search->threadPointer < mapping.high;
  if (blockAbove) search->found.high = search->threadPointer & ~(uintptr_t)7;
  return true;
}

StackBounds stack_bounds_observed(uintptr_t stackPointer, uintptr_t threadPointer) {
  Search search = {stackPointer, threadPointer, {0, 0}};
  visit_mappings(visit_observed, &search);
  return search.found;
}

static bool visit_main(StackBounds mapping, uintptr_t previousEnd, const char *name, void *context) {
  if (strcmp(name, "[stack]") != 0) return false;
  /* The kernel extends this mapping downwards on demand, at most to its neighbour. */
  ((Search *)context)->found = (StackBounds){previousEnd, mapping.high};
  return true;
}

StackBounds stack_bounds_of_main(void) {
  Search search = {0};
  visit_mappings(visit_main, &search);
  return search.found;
}

/* --- Stacks that the program made itself ------------------------------------------------------------------------- */

enum { REGISTERED_STACKS = 8 };
static struct { _Atomic uintptr_t low, high; } stacks[REGISTERED_STACKS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

int sampler_add_stack(const void *low, const void *high) {
  int error = ENOSPC;
  pthread_mutex_lock(&lock);
  for (int i = 0; i < REGISTERED_STACKS && error; i++) {
    if (atomic_load(&stacks[i].high)) continue;
    atomic_store(&stacks[i].low, (uintptr_t)low);
    atomic_store(&stacks[i].high, (uintptr_t)high); /* last: a stack counts once its end is set */
    error = 0;
  }
  pthread_mutex_unlock(&lock);
  return error;
}

void sampler_remove_stack(const void *low) {
  pthread_mutex_lock(&lock);
  for (int i = 0; i < REGISTERED_STACKS; i++)
    if (atomic_load(&stacks[i].low) == (uintptr_t)low) atomic_store(&stacks[i].high, 0);
  pthread_mutex_unlock(&lock);
}

bool stack_bounds_registered(uintptr_t stackPointer, StackBounds *bounds) {
  for (int i = 0; i < REGISTERED_STACKS; i++) {
    uintptr_t high = atomic_load_explicit(&stacks[i].high, memory_order_acquire);
    uintptr_t low = atomic_load_explicit(&stacks[i].low, memory_order_relaxed);
    if (!high || stackPointer < low || stackPointer >= high) continue;
    *bounds = (StackBounds){low, high};
    return true;
  }
  return false;
}
