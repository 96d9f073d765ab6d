/* Where in a function without an unwind entry a thread was interrupted, judged by the code bytes around the pc. */
#ifndef PITVIPER_SAMPLER_PROLOGUE_H
#define PITVIPER_SAMPLER_PROLOGUE_H
#include <stdbool.h>
#include <stdint.h>

typedef enum PrologueState {
  PROLOGUE_FRAME,      /* rbp is this function's frame pointer */
  PROLOGUE_BEFORE,     /* no frame yet, no frame any more, or none ever: return address at rsp */
  PROLOGUE_SETTING,    /* rbp pushed, not yet set */
  PROLOGUE_PUSHED_ONE, /* return address one word above rsp: linkage stubs, _init, _fini */
  PROLOGUE_PUSHED_TWO, /* return address two words above rsp: the head of a linkage table */
} PrologueState;

/* `begin` and `end` bound the executable bytes around `address`, which must be mapped: the thread is executing there.
   `topIsCode`: the word at rsp points into code, so it can be a return address. Signal-safe. */
PrologueState prologue_state(uintptr_t address, uintptr_t begin, uintptr_t end, bool topIsCode);
#endif
