/* One handler per opcode, not one for all: the VM may run an instruction by the handler of another opcode (a trace may not be
   entered inside a recording), so what to jump to is told by the place in the table and not by the instruction's word. */
#include "dispatch_count.h"

/* As in Sources/VM/Interpreter/Dispatch.swift; all arguments stay in their registers. */
typedef uint64_t (*Handler)(const uint64_t *pc, void *registers, const void *constants, void *frame, void *thread,
                            uint64_t word);

static void *plain[DISPATCH_COUNT_ENTRIES];
static uint64_t count;

#define COUNTING(n)                                                                                                  \
  static uint64_t counting_##n(const uint64_t *pc, void *registers, const void *constants, void *frame, void *thread, \
                               uint64_t word) {                                                                      \
    count++;                                                                                                         \
    __attribute__((musttail)) return ((Handler)plain[0x##n])(pc, registers, constants, frame, thread, word);         \
  }
#define ROW(make, d)                                                                                                  \
  make(d##0) make(d##1) make(d##2) make(d##3) make(d##4) make(d##5) make(d##6) make(d##7) make(d##8) make(d##9)       \
  make(d##A) make(d##B) make(d##C) make(d##D) make(d##E) make(d##F)
#define ALL(make)                                                                                                     \
  ROW(make, 0) ROW(make, 1) ROW(make, 2) ROW(make, 3) ROW(make, 4) ROW(make, 5) ROW(make, 6) ROW(make, 7)             \
  ROW(make, 8) ROW(make, 9) ROW(make, A) ROW(make, B) ROW(make, C) ROW(make, D) ROW(make, E) ROW(make, F)

ALL(COUNTING)

#define ADDRESS(n) (void *)counting_##n,
static void *const counting[DISPATCH_COUNT_ENTRIES] = {ALL(ADDRESS)};

void dispatch_count_install(void **dispatch, void **saved) {
  for (int index = 0; index < DISPATCH_COUNT_ENTRIES; index++) {
    plain[index] = saved[index] ? saved[index] : dispatch[index];
    dispatch[index] = counting[index];
    saved[index] = counting[index];
  }
}

uint64_t dispatch_count(void) { return count; }
