/* Our unwinder: from an interrupted context to the addresses of all callers, by rows (cfi_rows.c).

   Runs inside the handler. Every load is checked against the bounds of the stack that the current stack pointer lies
   in, so a wrong rule or a program that breaks its own stack ends the walk but never faults. Code bytes are read only
   around an interrupted pc, which is mapped because the thread was executing there.

   Frames found, innermost first: rows (those of the program itself are made as they are needed); else, inside a known
   module or code region, frame pointers with a look at the prologue (prologue.c); else, for opcode handlers, the place
   that pitviper_enter noted. Does not do: names, Python frames. */
#include "internal.h"
#include "prologue.h"
#include <stddef.h>

/* Red zone of the ABI: what lies this far below rsp is intact, and epilogues pop registers that rows still place there. */
enum { RED_ZONE = 128 };

typedef struct Cursor {
  uintptr_t address;
  uintptr_t registers[DWARF_REGISTER_COUNT];
  uint16_t known;        /* bit per register: the value is this frame's */
  bool exact;            /* address is the next instruction to run, not a return address */
  StackBounds stack;
  StackBounds alternate; /* the thread's signal stack, {0, 0} without one */
  SamplerThread *thread;
  const Snapshot *snapshot;
  SamplerFailure failure;
} Cursor;

typedef enum Step { STEP_CALLER, STEP_OUTERMOST, STEP_FAILED } Step;

static Step fail(Cursor *cursor, SamplerFailure failure) {
  cursor->failure = failure;
  return STEP_FAILED;
}

static void take_context(Cursor *cursor, const mcontext_t *machine) {
  static const uint8_t order[DWARF_REGISTER_COUNT] = {
    REG_RAX, REG_RDX, REG_RCX, REG_RBX, REG_RSI, REG_RDI, REG_RBP, REG_RSP,
    REG_R8, REG_R9, REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15};
  for (int i = 0; i < DWARF_REGISTER_COUNT; i++) cursor->registers[i] = (uintptr_t)machine->gregs[order[i]];
  cursor->address = (uintptr_t)machine->gregs[REG_RIP];
  cursor->known = UINT16_MAX;
  cursor->exact = true;
}

/* Finds the stack that rsp lies in: the thread's own, its signal stack, or one that the program registered. */
static bool choose_stack(Cursor *cursor) {
  uintptr_t pointer = cursor->registers[DWARF_RSP];
  if (pointer >= cursor->stack.low && pointer < cursor->stack.high) return true;
  SamplerThread *thread = cursor->thread;
  StackBounds own = {atomic_load_explicit(&thread->stackLow, memory_order_relaxed),
                     atomic_load_explicit(&thread->stackHigh, memory_order_acquire)};
  if (pointer >= own.low && pointer < own.high) cursor->stack = own;
  else if (pointer >= cursor->alternate.low && pointer < cursor->alternate.high) cursor->stack = cursor->alternate;
  else if (!stack_bounds_registered(pointer, &cursor->stack)) {
    if (!own.high) {
      /* For stack_bounds.c to look up, outside the handler. */
      atomic_store_explicit(&thread->observedThreadPointer, (uintptr_t)__builtin_thread_pointer(), memory_order_relaxed);
      atomic_store_explicit(&thread->observedStackPointer, pointer, memory_order_release);
    }
    cursor->failure = SAMPLER_FAILURE_NO_STACK;
    return false;
  }
  return true;
}

static bool load(const Cursor *cursor, uintptr_t address, uintptr_t *value) {
  uintptr_t lowest = cursor->registers[DWARF_RSP] - RED_ZONE;
  if (lowest < cursor->stack.low) lowest = cursor->stack.low;
  if (address < lowest || address > cursor->stack.high - sizeof *value || address % sizeof *value) return false;
  *value = *(const uintptr_t *)address;
  return true;
}

static bool is_code(const Cursor *cursor, uintptr_t address) {
  return snapshot_find(cursor->snapshot, address) != NULL || code_region_find(address).end;
}

static bool find_row(const ModuleRange *module, uintptr_t address, UnwindRow *row) {
  if (module->functions.count) {
    const uint8_t *entry = function_entry_before(&module->functions, address);
    return entry && rows_find_in_function(entry, module->functions.readable, address, row);
  }
  uint32_t offset = (uint32_t)(address - module->begin);
  size_t low = 0, high = module->rowCount;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (offset < module->rows[middle].offset) high = middle;
    else low = middle + 1;
  }
  if (!low || module->rows[low - 1].kind == ROW_GAP) return false;
  *row = module->rows[low - 1];
  return true;
}

/* The row for an address of code, through this thread's cache; NULL in a gap. */
static const UnwindRow *row_at(const Cursor *cursor, uintptr_t address) {
  RowCacheEntry *entry = &cursor->thread->workspace->cache[(address * 0x9e3779b97f4a7c15u) >> 54];
  _Static_assert(ROW_CACHE_SIZE == 1 << (64 - 54), "the hash takes the upper bits");
  if (entry->address == address && entry->generation == cursor->snapshot->generation) return &entry->row;
  const ModuleRange *module = snapshot_find(cursor->snapshot, address);
  if (!module) return NULL;
  entry->generation = 0; /* of no snapshot, while the row is being found */
  if (!find_row(module, address, &entry->row)) return NULL;
  entry->address = address;
  entry->generation = cursor->snapshot->generation;
  return &entry->row;
}

/* Goes to the caller whose frame address and rbp are known. */
static Step enter_caller(Cursor *cursor, uintptr_t frameAddress, uintptr_t returnAddress) {
  if (frameAddress <= cursor->registers[DWARF_RSP]) return fail(cursor, SAMPLER_FAILURE_NO_PROGRESS);
  if (returnAddress == 0) return STEP_OUTERMOST;
  cursor->registers[DWARF_RSP] = frameAddress;
  cursor->address = returnAddress;
  cursor->exact = false;
  return STEP_CALLER;
}

static bool restore(Cursor *cursor, unsigned reg, uint8_t rule, int16_t offset, uintptr_t frameAddress,
                    uintptr_t framePointer) {
  uint16_t bit = (uint16_t)(1u << reg);
  switch (rule) {
  case SAVED_SAME: return true;
  case SAVED_AT_CFA: cursor->known |= bit; return load(cursor, frameAddress + (intptr_t)offset, &cursor->registers[reg]);
  case SAVED_AT_RBP: cursor->known |= bit; return load(cursor, framePointer + (intptr_t)offset, &cursor->registers[reg]);
  default: cursor->known &= (uint16_t)~bit; return true;
  }
}

static Step step_by_row(Cursor *cursor, const UnwindRow *row) {
  uintptr_t frameAddress = 0, returnAddress = 0;
  switch ((RowKind)row->kind) {
  case ROW_REGISTER:
  case ROW_REGISTER_LOAD:
    if (!(cursor->known >> row->cfaRegister & 1)) return fail(cursor, SAMPLER_FAILURE_BAD_RULE);
    frameAddress = cursor->registers[row->cfaRegister] + (intptr_t)row->cfaOffset;
    if (row->kind == ROW_REGISTER_LOAD && !load(cursor, frameAddress, &frameAddress))
      return fail(cursor, SAMPLER_FAILURE_OUT_OF_STACK);
    break;
  case ROW_LINKAGE_TABLE:
    frameAddress = cursor->registers[DWARF_RSP] + 8 + ((cursor->address & 15) >= (uintptr_t)row->cfaOffset ? 8 : 0);
    break;
  case ROW_SIGNAL: {
    const ucontext_t *context = (const ucontext_t *)cursor->registers[DWARF_RSP];
    if ((uintptr_t)context % 8 || (uintptr_t)(&context->uc_mcontext + 1) > cursor->stack.high)
      return fail(cursor, SAMPLER_FAILURE_OUT_OF_STACK);
    take_context(cursor, &context->uc_mcontext);
    return choose_stack(cursor) ? STEP_CALLER : STEP_FAILED;
  }
  case ROW_OUTERMOST: return STEP_OUTERMOST;
  case ROW_GAP:
  case ROW_INEXPRESSIBLE: return fail(cursor, SAMPLER_FAILURE_BAD_RULE);
  }
  if (frameAddress <= cursor->registers[DWARF_RSP]) return fail(cursor, SAMPLER_FAILURE_NO_PROGRESS);
  uintptr_t framePointer = cursor->registers[DWARF_RBP];
  if (!load(cursor, frameAddress - 8, &returnAddress)
      || !restore(cursor, DWARF_RBP, row->rbpRule, row->rbpOffset, frameAddress, framePointer)
      || !restore(cursor, DWARF_RBX, row->rbxRule, row->rbxOffset, frameAddress, framePointer))
    return fail(cursor, SAMPLER_FAILURE_OUT_OF_STACK);
  /* What a caller keeps in other registers is not tracked. */
  cursor->known &= 1u << DWARF_RSP | 1u << DWARF_RBP | 1u << DWARF_RBX;
  return enter_caller(cursor, frameAddress, returnAddress);
}

/* Code without an unwind entry: functions that the compiler knows never to throw, linkage stubs, code made at run time. */
static Step step_by_frame_pointer(Cursor *cursor, CodeRange code) {
  uintptr_t stackPointer = cursor->registers[DWARF_RSP], returnAddress = 0;
  PrologueState state = PROLOGUE_FRAME;
  if (cursor->exact) {
    uintptr_t candidate = 0;
    bool plausible = load(cursor, stackPointer, &candidate) && is_code(cursor, candidate - 1);
    state = prologue_state(cursor->address, code.begin, code.end, plausible);
  }
  switch (state) {
  case PROLOGUE_BEFORE: /* the return address is on top of the stack */
  case PROLOGUE_PUSHED_ONE:
  case PROLOGUE_PUSHED_TWO: {
    uintptr_t slot = stackPointer + (state == PROLOGUE_BEFORE ? 0 : state == PROLOGUE_PUSHED_ONE ? 8 : 16);
    if (!load(cursor, slot, &returnAddress)) return fail(cursor, SAMPLER_FAILURE_OUT_OF_STACK);
    if (!is_code(cursor, returnAddress - 1)) return fail(cursor, SAMPLER_FAILURE_BAD_RETURN);
    return enter_caller(cursor, slot + 8, returnAddress);
  }
  case PROLOGUE_SETTING: /* rbp is pushed, but still the caller's */
    cursor->registers[DWARF_RBP] = stackPointer;
    cursor->known |= 1u << DWARF_RBP;
    break;
  case PROLOGUE_FRAME: break;
  }
  if (!(cursor->known >> DWARF_RBP & 1)) return fail(cursor, SAMPLER_FAILURE_BAD_RULE);
  uintptr_t framePointer = cursor->registers[DWARF_RBP], callers = 0;
  if (framePointer < stackPointer) return fail(cursor, SAMPLER_FAILURE_NO_PROGRESS);
  if (!load(cursor, framePointer + 8, &returnAddress) || !load(cursor, framePointer, &callers))
    return fail(cursor, SAMPLER_FAILURE_OUT_OF_STACK);
  if (!is_code(cursor, returnAddress - 1)) return fail(cursor, SAMPLER_FAILURE_BAD_RETURN);
  cursor->registers[DWARF_RBP] = callers;
  cursor->known = 1u << DWARF_RSP | 1u << DWARF_RBP; /* rbx may have been saved anywhere */
  return enter_caller(cursor, framePointer + 16, returnAddress);
}

/* Opcode handlers and the machine code of traces are called by pitviper_enter or pitviper_call_frame and by nobody else, and these noted their
   stack pointer: with no other rule, go there. The return address beside it is the proof that the note is current. */
static bool step_to_interpreter_entry(Cursor *cursor) {
  enum { SAVED_REGISTERS = 6 }; /* between that stack pointer and rbp: see pitviper_enter */
  if (!is_opcode_handler(cursor->address) && !code_region_find(cursor->address - !cursor->exact).end) return false;
  const ThreadState *vm = vm_current_thread();
  const Activation *activation = vm ? vm->activation : NULL;
  for (int i = 0; i < ACTIVATION_LIMIT && plausible_pointer(activation); i++) {
    if ((uintptr_t)activation->nativeFrame > cursor->registers[DWARF_RSP]) break;
    activation = activation->previous;
  }
  uintptr_t returnAddress = 0, stackPointer = plausible_pointer(activation) ? (uintptr_t)activation->nativeFrame : 0;
  if (stackPointer <= cursor->registers[DWARF_RSP]) return false;
  if (!load(cursor, stackPointer - 8, &returnAddress) || !is_interpreter_entry(returnAddress)) return false;
  cursor->registers[DWARF_RBP] = stackPointer + SAVED_REGISTERS * 8;
  cursor->known = 1u << DWARF_RSP | 1u << DWARF_RBP;
  return enter_caller(cursor, stackPointer, returnAddress) == STEP_CALLER;
}

static Step step(Cursor *cursor) {
  /* A return address may be the first byte of the next function (calls that never return): look before it. */
  uintptr_t address = cursor->exact ? cursor->address : cursor->address - 1;
  const UnwindRow *row = row_at(cursor, address);
  if (row) return step_by_row(cursor, row);
  if (step_to_interpreter_entry(cursor)) return STEP_CALLER;
  const ModuleRange *module = snapshot_find(cursor->snapshot, address);
  CodeRange code = module ? (CodeRange){module->begin, module->end} : code_region_find(address);
  if (code.end) return step_by_frame_pointer(cursor, code);
  uintptr_t returnAddress = 0, stackPointer = cursor->registers[DWARF_RSP];
  /* Called into nowhere (a stub of a library that maps its own code, a null pointer): nothing was pushed yet. */
  if (cursor->exact && load(cursor, stackPointer, &returnAddress) && is_code(cursor, returnAddress - 1))
    return enter_caller(cursor, stackPointer + 8, returnAddress);
  return fail(cursor, SAMPLER_FAILURE_NO_RULE);
}

uint32_t unwind_own(SamplerThread *thread, const ucontext_t *context, NativeFrame *frames, uint32_t capacity,
                    SamplerFailure *failure) {
  Cursor cursor = {.thread = thread, .failure = SAMPLER_FAILURE_NONE};
  cursor.snapshot = atomic_load_explicit(&published_snapshot, memory_order_acquire);
  if (!(context->uc_stack.ss_flags & SS_DISABLE)) {
    cursor.alternate.low = (uintptr_t)context->uc_stack.ss_sp;
    cursor.alternate.high = cursor.alternate.low + context->uc_stack.ss_size;
  }
  take_context(&cursor, &context->uc_mcontext);
  uint32_t count = 0;
  Step last = choose_stack(&cursor) ? STEP_CALLER : STEP_FAILED;
  do {
    if (count == capacity) {
      last = fail(&cursor, SAMPLER_FAILURE_DEPTH);
      break;
    }
    frames[count++] = (NativeFrame){cursor.address, cursor.registers[DWARF_RSP]};
    if (last == STEP_CALLER) last = step(&cursor);
  } while (last == STEP_CALLER);
  *failure = last == STEP_FAILED ? cursor.failure : SAMPLER_FAILURE_NONE;
  return count;
}
