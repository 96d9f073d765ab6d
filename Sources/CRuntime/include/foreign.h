/* Calls into C: what a prepared signature looks like, and the routines that cross.

   Arguments and result of one call lie in a block on the caller's native stack (Sources/VM/Foreign/ForeignSignature.swift
   says how it is filled). When `isDirect`, everything travels in registers and the block is their image: six general
   registers, eight vector registers, then the two result registers; no library stands between. Everything else goes
   through libffi.

   Fixed offsets: machine code of traces reads these structures. */
#ifndef PITVIPER_FOREIGN_H
#define PITVIPER_FOREIGN_H
#include <stdint.h>
#include "crossings.h"

struct ThreadState;

enum {
  FOREIGN_INTEGER_REGISTERS = 6,
  FOREIGN_VECTOR_REGISTERS = 8,
  FOREIGN_VECTOR_PLACE = 48,   /* bytes from the start of a direct block */
  FOREIGN_INTEGER_RESULT = 112,
  FOREIGN_VECTOR_RESULT = 120,
  FOREIGN_DIRECT_BYTES = 128,
};

/* One parameter, or the result. */
typedef struct ForeignArgument {
  uint8_t scalar;        /* CScalar's raw value; of an aggregate CScalar.void's */
  uint8_t isAggregate;   /* a struct, union or array by value */
  uint16_t reserved;
  uint32_t offset;       /* of its place in the block */
  uint64_t size;         /* in bytes */
  void *type;            /* ffi_type */
} ForeignArgument;

typedef struct ForeignSignature {
  uint32_t argumentCount;
  uint32_t fixedCount;   /* of these, those before the "..."; all when there is none */
  uint8_t isVariadic;
  uint8_t isDirect;      /* the block is an image of registers */
  uint8_t integerCount;  /* general and vector registers that arguments take; only when isDirect */
  uint8_t vectorCount;
  uint32_t blockBytes;   /* size of the block, result included; to be aligned to 16 */
  uint32_t fixedBytes;   /* bytes of arguments and result */
  uint32_t reserved;
  ForeignArgument *arguments;
  ForeignArgument result;
  void *call;            /* ffi_cif */
  const char *text;      /* as C writes it */
} ForeignSignature;

/* Calls `function` with the block's arguments; the result lies in the block then. Swaps the system's errno with
   thread->foreignError. Nothing else: states, counts and the global lock are ForeignCall's. */
void vm_call_foreign(struct ThreadState *thread, const ForeignSignature *signature, const void *function, void *block);

/* The time stamp counter. */
uint64_t vm_cycles(void);
/* Sequentially consistent: the old value; and whether the word was `expected` and is `value` now. */
uint32_t vm_exchange(volatile uint32_t *place, uint32_t value);
uint32_t vm_replace(volatile uint32_t *place, uint32_t expected, uint32_t value);
void vm_fence(void);
/* Where the calling thread's errno lies. */
int32_t *vm_error_place(void);
/* Path of the library in which the address lies, and the symbol that begins there; each NULL when there is none. */
const char *vm_library_path(const void *address, const char **symbol);
/* From now on a fault inside a C function is told in one line on standard error before it takes its course. Call once. */
void vm_watch_faults(void);
#endif
