/* The ledger of calls into C: one record per call site and C function, and what the signal handler needs to know of them.

   The VM makes a record when a call site calls a C function for the first time and counts in it from then on, machine code too.
   Records are allocated with malloc and never freed, their texts stay; so any thread may read them at any time. Who counts
   holds the global lock; who reads may see a number one call old. */
#ifndef PITVIPER_CROSSINGS_H
#define PITVIPER_CROSSINGS_H
#include <stdint.h>

typedef enum CrossingRoute {
  CROSSING_CFFI = 0,
  CROSSING_CTYPES = 1,
} CrossingRoute;

typedef struct Crossing {
  uint32_t id;               /* from 1 */
  uint32_t route;            /* CrossingRoute */
  uint32_t codeID;           /* call site: CodeInfo.id, 0 when no Python code calls */
  uint32_t offset;           /* and words from the start of its code */
  const void *function;      /* address of the C function */
  const char *name;          /* its symbol, or what the program called it */
  const char *library;       /* path of its library, NULL when unknown */
  const char *signature;     /* as C writes it: "double cos(double)" */
  uint32_t fixedBytes;       /* bytes of arguments and result converted at every call */
  uint32_t reserved;
  uint64_t calls;            /* made by the interpreter, the failed ones (exception in a callback) too */
  uint64_t tracedCalls;      /* made by machine code */
  uint64_t bytes;            /* converted beyond the fixed ones: strings, arrays, structures */
  uint64_t callbacks;        /* calls back into Python while it ran */
  /* Cycles of the time stamp counter, counted only while `crossings_are_exact`. */
  uint64_t conversionCycles; /* of calls by the interpreter: conversion and everything else around the C function */
  uint64_t callCycles;       /* in the C function, callbacks included */
  uint64_t tracedCallCycles; /* the same in calls by machine code, which converts in registers */
  uint64_t callbackCycles;   /* of these: in callbacks, from entry to return */
  struct Crossing *next;     /* the one made before */
  const char *site;          /* "file:line" of the call, NULL when no Python code calls */
} Crossing;

/* The record made last: the head of the list of all. */
extern Crossing *volatile crossings;
extern volatile uint32_t crossing_count;
/* Set before the program starts, by --exact-crossings. */
extern uint32_t crossings_are_exact;

/* The record made last, complete: safe from any thread. */
static inline Crossing *crossings_latest(void) { return __atomic_load_n(&crossings, __ATOMIC_ACQUIRE); }
static inline uint32_t crossings_exact(void) { return crossings_are_exact; }

/* The word of a sample that stands where a stack crosses into C: bits 63, 62, 61 and the record's id. */
#define VM_CROSSING_WORD(id) ((7ull << 61) | (uint32_t)(id))
#define VM_IS_CROSSING_WORD(word) (((word) >> 61) == 7)
#define VM_CROSSING_WORD_ID(word) ((uint32_t)(word))
#endif
