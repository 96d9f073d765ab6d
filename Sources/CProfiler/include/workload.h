/* Workloads with a known truth, for `selftest`. Each is a chain of real calls that no compiler may merge or turn into
   jumps; the burning loop depends on its own result, so that its time is proportional to its count. Of `selftest` alone:
   counting what the interpreter does is in dispatch_count.h. */
#ifndef PITVIPER_WORKLOAD_H
#define PITVIPER_WORKLOAD_H
#include <stdint.h>

/* Burns count steps in selftest_burn, called by selftest_first or selftest_second. */
uint64_t selftest_first(uint64_t count);
uint64_t selftest_second(uint64_t count);
/* selftest_outer → selftest_middle → selftest_inner → selftest_burn. */
uint64_t selftest_outer(uint64_t count);
/* qsort of `count` numbers: selftest_sort → libc → selftest_compare, which burns a little. */
uint64_t selftest_sort(uint64_t count);
/* Calls selftest_burn below `depth` nested calls of selftest_deep. */
uint64_t selftest_deep(uint64_t depth, uint64_t count);
#endif
