/* Programs with a known stack at every moment, for the tests of the sampler.

   Each function that may appear in an expected chain sits in a section of its own, so that an address can be named
   exactly (`workload_name`), without symbols. Compiled without frame pointers: unwinding must not depend on them. */
#ifndef PITVIPER_SAMPLER_WORKLOADS_H
#define PITVIPER_SAMPLER_WORKLOADS_H
#include "vm_state.h"
#include <stdbool.h>
#include <stdint.h>

/* The name of the workload function that holds an address, or NULL. */
const char *workload_name(uint64_t address);

/* Each keeps one processor busy for so many milliseconds of CPU time. Chains, leaf first: */
void workload_leaf(long milliseconds);      /* spin, leaf_middle, workload_leaf */
void workload_red_zone(long milliseconds);  /* red_zone_spin, workload_red_zone; returns only if nothing was damaged */
void workload_sort(long milliseconds);      /* compare, libc..., workload_sort */
void workload_signal(long milliseconds, bool alternateStack); /* spin, on_signal, libc..., workload_signal */
void workload_deep(long milliseconds, long depth);            /* spin, recurse * depth, workload_deep */
void workload_generated_code(long milliseconds, void *code);  /* spin, (code), workload_generated_code */
/* 30 % of the time in split_first, 70 % in split_second, in bursts shorter than any period; returns the true share of
   the first: both loops are the same instructions, so times are as rounds. */
double workload_split(long milliseconds);

/* A fixed amount of work at a depth of native frames; returns the CPU time it took, in nanoseconds. */
uint64_t workload_fixed(long depth, long rounds);

/* Runs `workload_leaf` on a new thread that nobody registers; calls `tick` from this one every few milliseconds. */
void workload_on_thread(long milliseconds, bool registers, void (*tick)(void *context), void *context);

/* --- Interpreter runs built by hand: see splice.c in Sources/CSampler -------------------------------------------- */

/* Python frames 1, 2, 3 in an outer run; its handler sorts; each comparison enters a second run with frames 4, 5,
   whose handler spins. Chain: (5) (4) interpreter_compare, libc..., (3) (2) (1), workload_interpreter.
   Frame n has code id n and its pc at word 10 * n; the spinning handler has 10 * 5 + 3 in rdi. The plain handler is one
   without an unwind entry. */
void workload_interpreter(long milliseconds, bool plainHandler);

/* Machine code of a trace that was entered in frame (2), called by (1), with a frame above that is out of date. It spins and
   takes exit 77, which spins too. Chains: the address, (2) (1), workload_trace; spin, take_exit, exit(77), (2) (1), workload_trace. */
void workload_trace(long milliseconds);

/* --- Single steps -------------------------------------------------------------------------------------------------- */

typedef struct StepReport {
  uint64_t steps;          /* instructions at which a stack was taken */
  uint64_t wrong;          /* stacks without the known outer part */
  uint64_t differing;      /* stacks in which libunwind disagrees */
  uint64_t firstWrong, firstDiffering; /* pc of the first such */
  bool hasLibunwind;
} StepReport;
/* Runs a routine with the trap flag set and unwinds at every instruction. The sampler must have been started and
   stopped before, on this thread. */
StepReport workload_step_through_c(void);        /* calls through linkage tables, qsort, printf, malloc, memcpy */
StepReport workload_step_through_plain_code(void); /* hand-written functions without unwind entries */

/* --- Hostile input: returns what was found; a fault ends the process ------------------------------------------------ */

/* Unwinds random registers over a random stack between inaccessible pages; returns frames. As for single steps, the
   sampler must have been started and stopped before. */
uint64_t workload_fuzz_unwinder(long rounds, uint64_t seed);
/* Parses the C library's unwind table with random damage, up to the end of readable memory; returns rows. */
uint64_t workload_fuzz_tables(long rounds, uint64_t seed);
/* Finds the row of every address in the C library's functions by itself and compares it with the rows of the whole
   function; a difference ends the process. Returns rows. */
uint64_t workload_compare_rows(void);

/* --- Life in a process ----------------------------------------------------------------------------------------------- */

/* Forks; the child reports, through its exit status, what `check` says. Returns the status, -1 when it was killed. */
int workload_fork(int (*check)(void));
/* Replaces a forked child by /bin/sh -c command. Returns its exit status, -1 when it was killed. */
int workload_exec(const char *command);
int workload_count_perf_descriptors(void);
/* Blocks in read() on a pipe that another thread fills after so many milliseconds. 0 when read never failed. */
int workload_blocked_read(long milliseconds);
/* Sends a signal of the program's own to the calling thread; true when the program's own handler got it. */
bool workload_own_signal(int signal);
void workload_catch_own_signal(int signal);

/* Iterates dlopen and dlclose, malloc, C++ exceptions and sorting until the deadline; returns the iterations. */
long workload_stress(long milliseconds, bool loadsLibraries, void (*reloaded)(void));
const char *workload_stress_library(void); /* NULL when none is installed */
long workload_throw(long count);

uint64_t workload_cpu_time(void);
int32_t workload_thread_identifier(void);
/* "symbol in file +offset", for messages. Valid until the next call. */
const char *workload_describe(uint64_t address);

#endif
