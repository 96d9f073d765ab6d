/* See workload.h. The empty asm after each call keeps it from becoming a jump. */
#include "workload.h"
#include <stdlib.h>

#define KEPT __attribute__((noinline, noclone, used))
#define AFTER_CALL __asm__ volatile("" ::: "memory")
#ifdef __clang__
#undef KEPT
#define KEPT __attribute__((noinline, used))
#endif

KEPT uint64_t selftest_burn(uint64_t count) {
  uint64_t value = count | 1;
  for (uint64_t i = 0; i < count; i++) {
    value = value * 6364136223846793005u + 1442695040888963407u;
    __asm__ volatile("" : "+r"(value));
  }
  return value;
}

#define CALLS(name, callee)             \
  KEPT uint64_t name(uint64_t count) {  \
    uint64_t value = callee(count);     \
    AFTER_CALL;                         \
    return value + 1;                   \
  }

CALLS(selftest_first, selftest_burn)
CALLS(selftest_second, selftest_burn)
CALLS(selftest_inner, selftest_burn)
CALLS(selftest_middle, selftest_inner)
CALLS(selftest_outer, selftest_middle)

KEPT int selftest_compare(const void *left, const void *right) {
  uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
  selftest_burn(20);
  AFTER_CALL;
  return (a > b) - (a < b);
}

KEPT uint64_t selftest_sort(uint64_t count) {
  uint64_t *numbers = malloc(count * sizeof *numbers), seed = 1;
  if (!numbers || !count) return 0;
  for (uint64_t i = 0; i < count; i++) numbers[i] = seed = seed * 6364136223846793005u + 1442695040888963407u;
  qsort(numbers, count, sizeof *numbers, selftest_compare);
  uint64_t middle = numbers[count / 2];
  free(numbers);
  return middle;
}

KEPT uint64_t selftest_deep(uint64_t depth, uint64_t count) {
  uint64_t value = depth ? selftest_deep(depth - 1, count) : selftest_burn(count);
  AFTER_CALL;
  return value + 1;
}
