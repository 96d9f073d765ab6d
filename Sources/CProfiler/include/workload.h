/* Workloads with a known truth, for `selftest`. Each is a chain of real calls that no compiler may merge or turn into
   jumps; the burning loop depends on its own result, so that its time is proportional to its count. */
#ifndef PITVIPER_WORKLOAD_H
#define PITVIPER_WORKLOAD_H
#include <stdint.h>

/* Burns count steps in workload_burn, called by workload_first or workload_second. */
uint64_t workload_first(uint64_t count);
uint64_t workload_second(uint64_t count);
/* workload_outer → workload_middle → workload_inner → workload_burn. */
uint64_t workload_outer(uint64_t count);
/* qsort of `count` numbers: workload_sort → libc → workload_compare, which burns a little. */
uint64_t workload_sort(uint64_t count);
/* Calls workload_burn below `depth` nested calls of workload_deep. */
uint64_t workload_deep(uint64_t depth, uint64_t count);
#endif
