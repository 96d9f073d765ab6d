/* Hostile input for the parts that must never fault: random registers and stacks for the unwinder, damaged unwind
   tables for the parser. Deterministic, by seed. */
#include "internal.h"
#include "sampler_workloads.h"
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static uint64_t randomState;
static uint64_t next_random(void) {
  randomState ^= randomState << 13;
  randomState ^= randomState >> 7;
  randomState ^= randomState << 17;
  return randomState;
}

static uint64_t random_code(void) {
  const Snapshot *snapshot = atomic_load(&published_snapshot);
  const ModuleRange *module = &snapshot->modules[next_random() % snapshot->count];
  return module->begin + next_random() % (module->end - module->begin);
}

enum { STACK_WORDS = 4096, FRAMES = 256 };

/* A word as stacks hold them: code, addresses of the stack itself, small numbers, garbage. */
static uint64_t random_word(const uint64_t *stack) {
  switch (next_random() % 5) {
  case 0: case 1: return random_code();
  case 2: return (uint64_t)&stack[next_random() % (STACK_WORDS + 64)];
  case 3: return next_random() % 64;
  default: return next_random();
  }
}

uint64_t workload_fuzz_unwinder(long rounds, uint64_t seed) {
  randomState = seed | 1;
  SamplerThread *thread = NULL;
  for (uint32_t i = 0; i < sampler_thread_count(); i++)
    if (thread_at(i)->identifier == gettid()) thread = thread_at(i);
  if (!thread) abort();
  /* Inaccessible pages on both sides: a load outside the bounds is a fault. */
  size_t page = 4096, bytes = STACK_WORDS * sizeof(uint64_t);
  char *memory = mmap(NULL, bytes + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  uint64_t *stack = (uint64_t *)(memory + page);
  mprotect(stack, bytes, PROT_READ | PROT_WRITE);
  sampler_add_stack(stack, stack + STACK_WORDS);
  uint64_t frameCount = 0;
  static NativeFrame frames[FRAMES];
  static uint64_t words[FRAMES];
  for (long round = 0; round < rounds; round++) {
    if (round % 64 == 0)
      for (int i = 0; i < STACK_WORDS; i++) stack[i] = random_word(stack);
    ucontext_t context = {.uc_stack = {.ss_flags = SS_DISABLE}};
    for (int i = 0; i < NGREG; i++) context.uc_mcontext.gregs[i] = (greg_t)random_word(stack);
    context.uc_mcontext.gregs[REG_RIP] = (greg_t)random_code();
    context.uc_mcontext.gregs[REG_RSP] = (greg_t)&stack[next_random() % STACK_WORDS];
    if (next_random() % 8 == 0) context.uc_mcontext.gregs[REG_RSP] += (greg_t)(next_random() % 8);
    SamplerFailure failure;
    uint32_t count = unwind_own(thread, &context, frames, FRAMES, &failure);
    if (count < 1 || count > FRAMES) abort();
    splice_stack(frames, count, &context, vm_current_thread(), words, FRAMES);
    frameCount += count;
  }
  sampler_remove_stack(stack);
  munmap(memory, bytes + 2 * page);
  return frameCount;
}

/* --- Damaged tables ------------------------------------------------------------------------------------------------ */

typedef struct Table {
  const uint8_t *bytes;
  size_t size;
} Table;

/* The unwind table of the C library: from its first entry to the end of its segment. */
static int find_table(struct dl_phdr_info *info, size_t size, void *context) {
  (void)size;
  if (!strstr(info->dlpi_name, "/libc.so.6")) return 0;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    if (info->dlpi_phdr[i].p_type != PT_GNU_EH_FRAME) continue;
    const uint8_t *header = (const uint8_t *)(info->dlpi_addr + info->dlpi_phdr[i].p_vaddr);
    int32_t distance;
    memcpy(&distance, header + 4, sizeof distance);
    *(Table *)context = (Table){header + 4 + distance, 60000};
  }
  return 1;
}

uint64_t workload_fuzz_tables(long rounds, uint64_t seed) {
  randomState = seed | 1;
  Table table = {NULL, 0};
  dl_iterate_phdr(find_table, &table);
  if (!table.bytes) abort();
  size_t page = 4096, space = (table.size + page - 1) & ~(page - 1);
  char *memory = mmap(NULL, space + page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  mprotect(memory, space, PROT_READ | PROT_WRITE);
  uint8_t *copy = (uint8_t *)memory + space - table.size; /* its end is the end of what may be read */
  ByteRange readable = {copy, copy + table.size};
  uint64_t rowCount = 0;
  for (long round = 0; round < rounds; round++) {
    memcpy(copy, table.bytes, table.size);
    for (uint64_t i = 0; i < 1 + round % 2000; i++) copy[next_random() % table.size] = (uint8_t)next_random();
    for (size_t at = 0; at + 4 <= table.size;) {
      RowBuffer rows = {0};
      rows_append_function(&rows, copy + at, readable, (uintptr_t)copy - (1u << 31));
      for (size_t i = 1; i < rows.count; i++)
        if (rows.rows[i].offset <= rows.rows[i - 1].offset) abort();
      rowCount += rows.count;
      UnwindRow row;
      rows_find_in_function(copy + at, readable, (uintptr_t)copy + (uint32_t)next_random(), &row);
      if (rows.count)
        rows_find_in_function(copy + at, readable, (uintptr_t)copy - (1u << 31) + rows.rows[rows.count / 2].offset, &row);
      free(rows.rows);
      uint32_t length; /* of the undamaged entry: stay in step */
      memcpy(&length, table.bytes + at, sizeof length);
      at += length + 4;
    }
  }
  munmap(memory, space + page);
  return rowCount;
}

uint64_t workload_compare_rows(void) {
  Table table = {NULL, 0};
  dl_iterate_phdr(find_table, &table);
  if (!table.bytes) abort();
  ByteRange readable = {table.bytes, table.bytes + table.size};
  uintptr_t origin = (uintptr_t)table.bytes - (1u << 31);
  uint64_t rowCount = 0;
  uint32_t length = 1;
  for (const uint8_t *at = table.bytes; at + 4 <= readable.end && length; at += length + 4) {
    memcpy(&length, at, sizeof length);
    RowBuffer rows = {0};
    rows_append_function(&rows, at, readable, origin);
    for (size_t i = 0; i < rows.count; i++) {
      uint32_t last = i + 1 < rows.count ? rows.rows[i + 1].offset - 1 : rows.rows[i].offset;
      for (uint32_t offset = rows.rows[i].offset; offset <= last; offset++) {
        UnwindRow expected = rows.rows[i], found;
        expected.offset = 0;
        bool covered = rows_find_in_function(at, readable, origin + offset, &found);
        if (covered != (expected.kind != ROW_GAP)) abort();
        if (covered && memcmp(&expected, &found, sizeof found) != 0) abort();
      }
    }
    rowCount += rows.count;
    free(rows.rows);
  }
  return rowCount;
}
