/* Counting the bytecodes that the interpreter dispatches, for `pitviper bench`: a table of handlers that count and jump on.
   Nothing of it is in the way of a program that is not counted. */
#ifndef PITVIPER_DISPATCH_COUNT_H
#define PITVIPER_DISPATCH_COUNT_H
#include <stdint.h>

#define DISPATCH_COUNT_ENTRIES 256

/* Puts counting handlers in front of those of both tables: the one in force, and the one that the VM restores it from.
   Before any Python code runs; threads made later inherit the tables. */
void dispatch_count_install(void **dispatch, void **saved);
/* Bytecodes dispatched so far, by all threads (which take turns). */
uint64_t dispatch_count(void);
#endif
