/* Native frames → the words of a sample, with Python frames where the interpreter ran.

   Every run of the interpreter is one frame of pitviper_enter on the native stack, called back from by one opcode
   handler at a time. Those two frames say nothing to a user; the Python frames of that run stand in their place, from
   the innermost to the run's first. Runs are matched by the stack pointer that pitviper_enter noted in its activation,
   so that an activation announced but not yet entered (or left but not yet withdrawn) confuses nothing.

   Trusts the VM to keep vm_state.h's invariants, but checks every frame pointer against the frame stack's bounds. */
#include "internal.h"

typedef struct Walk {
  const ThreadState *vm;
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

/* Takes back the frame that pitviper_enter called, and further ones of the same kind (the trampoline build's handlers
   return to a loop). */
static void drop_handlers(SplicedStack *stack, const uint64_t *words) {
  uint32_t count = stack->count;
  if (count && !(words[count - 1] >> 63)) count--;
  while (count && !(words[count - 1] >> 63) && is_opcode_handler(words[count - 1])) count--;
  stack->count = count;
}

SplicedStack splice_stack(const NativeFrame *frames, uint32_t count, const ucontext_t *context, const ThreadState *vm,
                    uint64_t *words, uint32_t capacity) {
  SplicedStack result = {0};
  Walk walk = {vm, vm ? vm->activation : NULL, vm ? vm->frame : NULL};
  for (uint32_t i = 0; i < count; i++) {
    uintptr_t address = frames[i].address;
    const Frame *top = NULL;
    const Activation *activation = NULL;
    if (i > 0 && vm && is_interpreter_entry(address)) {
      bool innermost = walk.activation == vm->activation;
      activation = match(&walk, frames[i].stackPointer, &top);
      if (!activation) result.failure = SAMPLER_FAILURE_VM_FRAMES;
      innermost = innermost && activation == vm->activation;
      if (activation && top >= activation->base) {
        /* While an opcode handler itself runs, the live pc is in rdi; in what it calls, the frame's is current. */
        const uint64_t *livePC = NULL;
        if (innermost && i == 1 && is_opcode_handler(frames[0].address))
          livePC = (const uint64_t *)context->uc_mcontext.gregs[REG_RDI];
        drop_handlers(&result, words);
        for (const Frame *frame = top; frame >= activation->base; frame--) {
          if (!plausible_frame(vm, frame)) {
            result.failure = SAMPLER_FAILURE_VM_FRAMES;
            break;
          }
          if (result.count == capacity) {
            result.failure = SAMPLER_FAILURE_DEPTH;
            return result;
          }
          words[result.count++] = frame_word(frame, livePC);
          livePC = NULL;
          result.hasPythonFrames = true;
        }
        continue;
      }
    }
    if (result.count == capacity) {
      result.failure = SAMPLER_FAILURE_DEPTH;
      return result;
    }
    words[result.count++] = address;
  }
  return result;
}
