/* The native frame of machine code made from traces, and what an exit hands to the VM.

   All traces run in one shape of frame: the entry pushes rbp, makes rbp the frame pointer and reserves a TraceFrame
   below it; rbp and rsp then never move until the trace is left. Roots, bridges, exits and the routines below share that frame, so one
   unwind rule covers all machine code: the caller's rbp is at rbp, the return address at rbp + 8.

   rbx holds the ThreadState, r14 the register window of the root frame. */
#ifndef PITVIPER_TRACE_FRAME_H
#define PITVIPER_TRACE_FRAME_H
#include "vm_state.h"

enum { TRACE_SPILLS = 128 };

typedef struct TraceFrame {
  uint64_t general[16];          /* general registers at an exit, by number; rsp, rbp and r11 are not saved */
  double vector[16];             /* low halves of the vector registers at an exit; xmm15 is not saved */
  uint64_t spills[TRACE_SPILLS]; /* spill slot i is spills[TRACE_SPILLS - 1 - i]: low slots are near rbp */
  uint64_t exitNumber;           /* of the exit that is being taken; at rbp - 16 */
  Frame *root;                   /* frame in which the trace was entered; at rbp - 8 */
} TraceFrame;                    /* ends at rbp */

/* Where the interpreter goes on after an exit: the arguments of the next opcode handler. */
typedef struct TraceResume {
  void *handler;
  const uint64_t *pc;
  Value *registers;
  const Value *constants;
  Frame *frame;
  uint64_t word;
} TraceResume;

static inline uint64_t trace_spill(const TraceFrame *frame, uint32_t slot) {
  return frame->spills[TRACE_SPILLS - 1 - slot];
}

/* Exits jump here with their number in r11d: calls thread->traceExit, leaves the frame, jumps to the handler. */
void pitviper_trace_exit(void);
extern const char pitviper_trace_exit_end[];
/* Called by traces, all registers but r11 survive. The double in xmm15 as a value in r11, by thread->traceBoxFloat. */
void pitviper_trace_box_float(void);
/* The address of a new object with the header in r11, in r11, by thread->traceAllocate. */
void pitviper_trace_allocate(void);
/* The storage of a list (r11), full of as many items as the tagged int in xmm15 says, with room for one more, in r11, by
   thread->traceMakeRoom. */
void pitviper_trace_make_room(void);
/* Behind a C function, when others want the global lock: thread->traceTakeLockBack. */
void pitviper_trace_take_lock_back(void);

/* Memory for machine code: one piece of memory mapped twice, once to write and once to execute. */
typedef struct CodeMapping {
  uint8_t *writable;
  uint8_t *executable;
  size_t bytes;
  size_t used; /* bytes from the start that hold code; the owner keeps it current */
} CodeMapping;

/* Maps `bytes` (a multiple of the page size) within 1 GiB of `near` when there is room. NULL with errno. */
CodeMapping *vm_map_code(size_t bytes, const void *near);
void vm_unmap_code(CodeMapping *mapping);
#endif
