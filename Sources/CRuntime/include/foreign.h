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

/* A C function, made while the program runs, that calls handler(record, block): the block is an image of the argument registers, as
   above, and the result is taken from it. NULL: no memory. All thunks have the same handler. Call with the global lock held. */
void *vm_make_thunk(void (*handler)(void *record, void *block), void *record);
void vm_free_thunk(void *code);

/* The time stamp counter. */
uint64_t vm_cycles(void);
/* Offers of the global lock (Sources/VM/Threads/GlobalLock.swift). The holder's side are plain stores and a load; who wants
   the lock pays for the order of them, by a barrier in all threads of the process. */
/* Prepares such barriers; 0 when the system has none. */
uint32_t vm_prepare_barriers(void);
void vm_offer_lock(struct ThreadState *thread);
/* Whether nobody wants the lock: the thread has it still then. */
uint32_t vm_end_offer(struct ThreadState *thread);
/* Whether `holder` has offered the lock, and for some microseconds; it will find the lock wanted when its C function returns. The
   caller holds the lock's mutex. */
uint32_t vm_take_offer(struct ThreadState *holder);
/* Where the calling thread's errno lies. */
int32_t *vm_error_place(void);
/* Path of the library in which the address lies, and the symbol that begins there; each NULL when there is none. */
const char *vm_library_path(const void *address, const char **symbol);
/* From now on a fault inside a C function is told in one line on standard error before it takes its course. Call once. */
void vm_watch_faults(void);
#endif
