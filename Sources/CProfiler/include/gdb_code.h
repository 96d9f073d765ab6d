/* gdb's JIT interface: gdb stops at __jit_debug_register_code and reads the list behind __jit_debug_descriptor (manual of gdb,
   "JIT Compilation Interface"). One thread calls these functions. */
#ifndef PITVIPER_GDB_CODE_H
#define PITVIPER_GDB_CODE_H
#include <stddef.h>

typedef struct GDBCode GDBCode;

/* Announces an object file in memory, of which a copy is kept. NULL without memory. */
GDBCode *gdb_code_add(const void *objectFile, size_t size);
/* Withdraws it. */
void gdb_code_remove(GDBCode *code);

/* The kernel's number of the calling thread, for jitdump. */
int current_thread_number(void);
#endif
