/* Native frames → the words of a sample, with Python frames where the interpreter ran.

   Every run of the interpreter is one frame of pitviper_enter on the native stack, called back from by one opcode
   handler at a time. Those two frames say nothing to a user; the Python frames of that run stand in their place, from
   the innermost to the run's first. Runs are matched by the stack pointer that pitviper_enter noted in its activation,
   so that an activation announced but not yet entered (or left but not yet withdrawn) confuses nothing.

   Trusts the VM to keep vm_state.h's invariants, but checks every frame pointer against the frame stack's bounds. */
#include "internal.h"

typedef struct Walk {
  const Activation *activation; /* innermost not yet matched */
  const Frame *top;             /* its topmost frame */
} Walk;

enum { ACTIVATION_LIMIT = 1 << 16 };

static bool plausible_pointer(const void *pointer) {
  return (uintptr_t)pointer >= 4096 && (uintptr_t)pointer < 1ull << 47 && (uintptr_t)pointer % 8 == 0;
}

/* The activation whose native frame has this stack pointer; the walk moves on to it. */
static const Activation *match(Walk *walk, uintptr_t stackPointer, const Frame **top) {
  const Activation *activation = walk->activation;
  *top = walk->top;
  for (int i = 0; i < ACTIVATION_LIMIT && plausible_pointer(activation); i++) {
    if ((uintptr_t)activation->nativeFrame == stackPointer) {
      walk->activation = activation->previous;
      walk->top = activation->base - 1;
      return activation;
    }
    *top = activation->base - 1;
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

SplicedStack splice_stack(const NativeFrame *frames, uint32_t count, const ucontext_t *context, const ThreadState *vm,
                          uint64_t *words, uint32_t capacity) {
  SplicedStack stack = {0};
  Walk walk = {vm ? vm->activation : NULL, vm ? vm->frame : NULL};
  for (uint32_t i = 0; i < count; i++) {
    const Frame *top = NULL;
    const Activation *activation = NULL;
    if (i > 0 && vm && is_interpreter_entry(frames[i].address)) {
      activation = match(&walk, frames[i].stackPointer, &top);
      if (!activation) stack.failure = SAMPLER_FAILURE_VM_FRAMES;
    }
    if (!activation || top < activation->base) {
      if (!append(&stack, words, capacity, frames[i].address)) break;
      continue;
    }
    /* While an opcode handler itself runs, the live pc is in rdi; in what it calls, the frame's is current. */
    const uint64_t *livePC = NULL;
    if (i == 1 && activation == vm->activation && is_opcode_handler(frames[0].address))
      livePC = (const uint64_t *)context->uc_mcontext.gregs[REG_RDI];
    /* The opcode handler that pitviper_enter called goes; what the handler called (helpers, C) stays. */
    if (stack.count && !(words[stack.count - 1] >> 63)) stack.count--;
    if (!append_run(&stack, words, capacity, vm, top, activation->base, livePC)) break;
  }
  return stack;
}
