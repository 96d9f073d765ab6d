/* Native frames → the words of a sample, with Python frames where the interpreter ran.

   Every run of the interpreter is one frame of pitviper_enter on the native stack, called back from by one opcode
   handler at a time. Those two frames say nothing to a user; the Python frames of that run stand in their place, from
   the innermost to the run's first. Runs are matched by the stack pointer that pitviper_enter noted in its activation,
   so that an activation announced but not yet entered (or left but not yet withdrawn) confuses nothing.

   Machine code of a trace takes the handler's place on the native stack. Its address stays in the sample, for it says which
   trace runs and which frames are inlined where; below it come the frames from the one in which the trace was entered (its
   root). Frames above the root are out of date while machine code runs. While an exit is taken, a word with the exit's number stands
   for the routine that takes it.

   Where a run calls into C, the word of the crossing stands between the run's frames (or the machine code that ran for them) and
   the native frames: for the innermost run while the thread converts or is in C (ThreadState.crossing), for the others what
   the activation noted that came out of C (Activation.crossing).

   Trusts the VM to keep vm_state.h's invariants, but checks every frame pointer against the frame stack's bounds. */
#include "internal.h"
#include "trace_frame.h"

typedef struct Walk {
  const Activation *activation; /* innermost not yet matched */
  const Frame *top;             /* its topmost frame */
  uint32_t crossing;            /* id of the Crossing that is in progress in it, or 0 */
} Walk;

/* The activation whose native frame has this stack pointer; the walk moves on to it. Also its topmost frame and its crossing. */
static const Activation *match(Walk *walk, uintptr_t stackPointer, const Frame **top, uint32_t *crossing) {
  const Activation *activation = walk->activation;
  *top = walk->top;
  *crossing = walk->crossing;
  for (int i = 0; i < ACTIVATION_LIMIT && plausible_pointer(activation); i++) {
    if ((uintptr_t)activation->nativeFrame == stackPointer) {
      walk->activation = activation->previous;
      walk->top = activation->base - 1;
      walk->crossing = (uint32_t)activation->crossing;
      return activation;
    }
    *top = activation->base - 1;
    *crossing = (uint32_t)activation->crossing;
    activation = activation->previous;
  }
  return NULL;
}

static bool plausible_frame(const ThreadState *vm, const Frame *frame) {
  return frame >= vm->frameBase && frame < vm->frameLimit
    && ((uintptr_t)frame - (uintptr_t)vm->frameBase) % sizeof *frame == 0
    && plausible_pointer(frame->code) && frame->code->id != 0;
}

static bool is_inside(const uint64_t *pc, const CodeInfo *code) {
  return pc >= code->start && pc <= code->start + code->length;
}

static uint64_t frame_word(const Frame *frame, const uint64_t *livePC) {
  const CodeInfo *code = frame->code;
  const uint64_t *pc = livePC && is_inside(livePC, code) ? livePC : frame->pc;
  /* A frame that was just made may have no pc yet: its first instruction. */
  return VM_FRAME_WORD(code->id, is_inside(pc, code) ? pc - code->start : 0);
}

static bool append(SplicedStack *stack, uint64_t *words, uint32_t capacity, uint64_t word) {
  if (stack->count == capacity) {
    stack->failure = SAMPLER_FAILURE_DEPTH;
    return false;
  }
  words[stack->count++] = word;
  return true;
}

/* The frames of one run, innermost first. False when there is no room left. */
static bool append_run(SplicedStack *stack, uint64_t *words, uint32_t capacity, const ThreadState *vm,
                       const Frame *top, const Frame *base, const uint64_t *livePC) {
  for (const Frame *frame = top; frame >= base; frame--) {
    if (!plausible_frame(vm, frame)) {
      stack->failure = SAMPLER_FAILURE_VM_FRAMES;
      return true;
    }
    if (!append(stack, words, capacity, frame_word(frame, frame == top ? livePC : NULL))) return false;
    stack->hasPythonFrames = true;
  }
  return true;
}

static bool is_trace_exit(uintptr_t address) {
  return address - (uintptr_t)pitviper_trace_exit < (uintptr_t)pitviper_trace_exit_end - (uintptr_t)pitviper_trace_exit;
}

/* The frame that machine code made below the interpreter's entry, or NULL in the instructions that make or leave it. */
static const TraceFrame *trace_frame(const NativeFrame *code, uintptr_t entryStackPointer) {
  enum { RETURN_ADDRESS_AND_RBP = 16 };
  uintptr_t frame = entryStackPointer - RETURN_ADDRESS_AND_RBP - sizeof(TraceFrame);
  return code->stackPointer <= frame ? (const TraceFrame *)frame : NULL;
}

/* Replaces or drops the last word, which is that of what the interpreter's entry called: an opcode handler says nothing that
   the Python frames do not say. Returns the topmost frame that is up to date. */
static const Frame *splice_callee(SplicedStack *stack, uint64_t *words, const NativeFrame *callee, bool isLeaf,
                                  uintptr_t entryStackPointer, const ucontext_t *context, const Activation *activation,
                                  const Frame *top) {
  bool isExit = is_trace_exit(callee->address);
  if (!isExit && !code_region_find(callee->address - !isLeaf).end) {
    stack->count--;
    return top;
  }
  const TraceFrame *frame = trace_frame(callee, entryStackPointer);
  if (isExit && !frame) stack->count--; /* the interpreter's frames are rebuilt */
  if (!frame) return top;
  if (isExit) {
    /* The routine's first instruction writes the number down. */
    bool isFirst = isLeaf && callee->address == (uintptr_t)pitviper_trace_exit;
    uint64_t number = isFirst ? (uint64_t)context->uc_mcontext.gregs[REG_R11] : frame->exitNumber;
    words[stack->count - 1] = VM_EXIT_WORD(number);
  }
  const Frame *root = frame->root;
  return root >= activation->base && root <= top ? root : top;
}

/* The topmost frame of a run. One with the flag `exit` above the run's first belongs to a run that is about to be announced. */
static const Frame *topmost(const ThreadState *vm, const Activation *activation, const Frame *top) {
  bool isForNextRun = top > activation->base && plausible_frame(vm, top) && top->flags & VM_FRAME_EXIT;
  return isForNextRun ? top - 1 : top;
}

/* Puts the crossing's word on top of the run's frames, and of the machine code that called C for them. */
static bool append_crossing(SplicedStack *stack, uint64_t *words, uint32_t capacity, uint32_t crossing) {
  uint64_t last = stack->count ? words[stack->count - 1] : 1ull << 63;
  bool isBelowCode = !(last >> 63) && code_region_find(last).end;
  if (!append(stack, words, capacity, VM_CROSSING_WORD(crossing))) return false;
  if (isBelowCode) {
    words[stack->count - 2] = VM_CROSSING_WORD(crossing);
    words[stack->count - 1] = last;
  }
  return true;
}

SplicedStack splice_stack(const NativeFrame *frames, uint32_t count, const ucontext_t *context, const ThreadState *vm,
                          uint64_t *words, uint32_t capacity) {
  SplicedStack stack = {0};
  Walk walk = {vm ? vm->activation : NULL, vm ? vm->frame : NULL, vm ? vm->crossing : 0};
  for (uint32_t i = 0; i < count; i++) {
    const Frame *top = NULL;
    uint32_t crossing = 0;
    const Activation *activation = NULL;
    if (i > 0 && vm && is_interpreter_entry(frames[i].address)) {
      activation = match(&walk, frames[i].stackPointer, &top, &crossing);
      if (activation) top = topmost(vm, activation, top);
      else stack.failure = SAMPLER_FAILURE_VM_FRAMES;
    }
    if (!activation || top < activation->base) {
      if (!append(&stack, words, capacity, frames[i].address)) break;
      continue;
    }
    /* While an opcode handler itself runs, the live pc is in rdi; in what it calls, the frame's is current. */
    const uint64_t *livePC = NULL;
    if (i == 1 && activation == vm->activation && is_opcode_handler(frames[0].address))
      livePC = (const uint64_t *)context->uc_mcontext.gregs[REG_RDI];
    /* What the opcode handler or the trace called (helpers, C) stays. */
    if (stack.count && !(words[stack.count - 1] >> 63))
      top = splice_callee(&stack, words, &frames[i - 1], i == 1, frames[i].stackPointer, context, activation, top);
    if (crossing && !append_crossing(&stack, words, capacity, crossing)) break;
    if (!append_run(&stack, words, capacity, vm, top, activation->base, livePC)) break;
  }
  return stack;
}
