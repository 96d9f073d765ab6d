/* See gdb_code.h. Names and layout of the two symbols and the structures are gdb's. */
#include "gdb_code.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int current_thread_number(void) { return gettid(); }

struct GDBCode {
  struct GDBCode *next, *previous;
  const void *objectFile;
  uint64_t size;
};

enum { NO_ACTION, REGISTER, UNREGISTER };

struct {
  uint32_t version, action;
  GDBCode *relevant, *first;
} __jit_debug_descriptor = {1, NO_ACTION, NULL, NULL};

__attribute__((noinline, used)) void __jit_debug_register_code(void) { __asm__ volatile("" ::: "memory"); }

static void announce(GDBCode *code, uint32_t action) {
  __jit_debug_descriptor.relevant = code;
  __jit_debug_descriptor.action = action;
  __jit_debug_register_code();
}

GDBCode *gdb_code_add(const void *objectFile, size_t size) {
  GDBCode *code = malloc(sizeof *code + size);
  if (!code) return NULL;
  memcpy(code + 1, objectFile, size);
  *code = (GDBCode){__jit_debug_descriptor.first, NULL, code + 1, size};
  if (code->next) code->next->previous = code;
  __jit_debug_descriptor.first = code;
  announce(code, REGISTER);
  return code;
}

void gdb_code_remove(GDBCode *code) {
  if (code->previous) code->previous->next = code->next;
  else __jit_debug_descriptor.first = code->next;
  if (code->next) code->next->previous = code->previous;
  announce(code, UNREGISTER);
  free(code);
}
