/* Unwind tables (.eh_frame) → rows, which the unwinder follows.

   A frame description entry is a small program that says, address by address, where the caller's stack pointer and
   registers are; each change becomes an UnwindRow. Only rbp and rbx are tracked besides the stack pointer: compilers
   express a frame address by no other register across calls. A library's entries are all run outside the handler, since
   it may be unloaded under one. The program itself stays, and has far more functions than are ever sampled (92,000; all
   rows of program and libraries took 21 ms): the handler runs the one entry that it needs, as far as it needs.

   Invariants: rows are sorted by offset, no two share an offset, and the end of each function that is not followed
   directly by another is a ROW_GAP. Everything is read within `readable`: a malformed table yields gaps, never a fault.
   Does not do: lookup (unwind.c), finding the tables (modules.c). */
#include "dwarf_reader.h"
#include "internal.h"
#include <stdlib.h>

/* The shared prologue of many entries (common information entry). */
typedef struct CommonEntry {
  uint64_t codeAlignment;
  int64_t dataAlignment;
  uint8_t pointerEncoding;
  bool hasAugmentation, isSignalFrame;
  Reader program;
} CommonEntry;

typedef struct Machine {
  const CommonEntry *common;
  UnwindRow current, initial;      /* offset unused */
  UnwindRow remembered[16];
  unsigned rememberedCount;
  bool returnMoved;                /* return address or rsp kept elsewhere: no row of this function can say so */
  uint64_t location, end;          /* `end`: where to stop, once `location` would pass it */
  bool reachedEnd;
  uintptr_t origin;
  RowBuffer *rows;                 /* NULL when nothing is to be written down */
} Machine;

/* A frame description entry, read but not run. */
typedef struct Function {
  CommonEntry common;
  uint64_t begin, size;
  Reader program;
} Function;

static void append_row(RowBuffer *buffer, UnwindRow row) {
  /* Entries come sorted by address; an overlapping one replaces what it overlaps. */
  while (buffer->count && buffer->rows[buffer->count - 1].offset >= row.offset) buffer->count--;
  if (buffer->count) {
    UnwindRow last = buffer->rows[buffer->count - 1];
    last.offset = row.offset;
    if (memcmp(&last, &row, sizeof row) == 0) return;
  }
  if (buffer->count == buffer->capacity) {
    size_t capacity = buffer->capacity ? buffer->capacity * 2 : 256;
    UnwindRow *rows = realloc(buffer->rows, capacity * sizeof *rows);
    if (!rows) {
      buffer->failed = true;
      return;
    }
    buffer->rows = rows;
    buffer->capacity = capacity;
  }
  buffer->rows[buffer->count++] = row;
}

static void flush(Machine *machine) {
  if (!machine->rows) return;
  UnwindRow row = machine->current;
  if (machine->returnMoved) row = (UnwindRow){.kind = ROW_INEXPRESSIBLE};
  row.offset = (uint32_t)(machine->location - machine->origin);
  append_row(machine->rows, row);
}

static void go_to(Machine *machine, uint64_t location) {
  if (location > machine->end) {
    machine->reachedEnd = true;
    return;
  }
  flush(machine);
  machine->location = location;
}

static void advance(Machine *machine, uint64_t delta) {
  go_to(machine, machine->location + delta * machine->common->codeAlignment);
}

static void set_saved(Machine *machine, uint64_t reg, SavedRule rule, int64_t offset) {
  if (offset != (int16_t)offset) rule = SAVED_LOST;
  int16_t small = rule == SAVED_AT_CFA || rule == SAVED_AT_RBP ? (int16_t)offset : 0;
  switch (reg) {
  case DWARF_RBP: machine->current.rbpRule = (uint8_t)rule; machine->current.rbpOffset = small; break;
  case DWARF_RBX: machine->current.rbxRule = (uint8_t)rule; machine->current.rbxOffset = small; break;
  case DWARF_RSP: if (rule != SAVED_SAME) machine->returnMoved = true; break;
  case DWARF_RETURN_ADDRESS:
    /* DW_CFA_undefined of the return address is how the first function of a thread says so. */
    if (rule == SAVED_LOST) machine->current.kind = ROW_OUTERMOST;
    else if (rule != SAVED_AT_CFA || offset != -8) machine->returnMoved = true;
    break;
  default: break;
  }
}

static void set_saved_elsewhere(Machine *machine, uint64_t reg) {
  if (reg == DWARF_RETURN_ADDRESS || reg == DWARF_RSP) machine->returnMoved = true;
  else set_saved(machine, reg, SAVED_LOST, 0);
}

static void restore_saved(Machine *machine, uint64_t reg) {
  if (reg == DWARF_RBP) {
    machine->current.rbpRule = machine->initial.rbpRule;
    machine->current.rbpOffset = machine->initial.rbpOffset;
  } else if (reg == DWARF_RBX) {
    machine->current.rbxRule = machine->initial.rbxRule;
    machine->current.rbxOffset = machine->initial.rbxOffset;
  }
}

static void set_cfa(Machine *machine, RowKind kind, uint64_t reg, int64_t offset) {
  if (machine->current.kind == ROW_OUTERMOST) return;
  bool fits = reg < DWARF_REGISTER_COUNT && offset == (int32_t)offset;
  machine->current.kind = (uint8_t)(fits ? kind : ROW_INEXPRESSIBLE);
  machine->current.cfaRegister = fits ? (uint8_t)reg : 0;
  machine->current.cfaOffset = fits ? (int32_t)offset : 0;
}

enum {
  OPERATION_DEREF = 0x06, OPERATION_BREG0 = 0x70, OPERATION_BREG_RSP = 0x77, OPERATION_BREG_RIP = 0x80,
  OPERATION_LITERAL0 = 0x30, OPERATION_AND = 0x1a, OPERATION_GREATER_EQUAL = 0x2a, OPERATION_SHIFT_LEFT = 0x24,
  OPERATION_PLUS = 0x22,
};

/* Two expressions occur in practice: the frame address saved in memory (realigned stacks), and the one that linkers
   write for procedure linkage tables: rsp + 8 + ((rip & 15) >= n ? 8 : 0). */
static void set_cfa_expression(Machine *machine, Reader expression) {
  const uint8_t *bytes = expression.at;
  size_t size = (size_t)(expression.end - expression.at);
  static const uint8_t linkage[] = {OPERATION_BREG_RSP, 8, OPERATION_BREG_RIP, 0, OPERATION_LITERAL0 + 15,
                                    OPERATION_AND, 0, OPERATION_GREATER_EQUAL, OPERATION_LITERAL0 + 3,
                                    OPERATION_SHIFT_LEFT, OPERATION_PLUS};
  if (size == sizeof linkage && memcmp(bytes, linkage, 6) == 0 && memcmp(bytes + 7, linkage + 7, 4) == 0) {
    set_cfa(machine, ROW_LINKAGE_TABLE, DWARF_RSP, bytes[6] - OPERATION_LITERAL0);
    return;
  }
  if (size >= 3 && bytes[0] >= OPERATION_BREG0 && bytes[0] < OPERATION_BREG0 + DWARF_REGISTER_COUNT) {
    expression.at++;
    int64_t offset = read_sleb(&expression);
    if (expression.end - expression.at == 1 && *expression.at == OPERATION_DEREF) {
      set_cfa(machine, ROW_REGISTER_LOAD, bytes[0] - OPERATION_BREG0, offset);
      return;
    }
  }
  set_cfa(machine, ROW_INEXPRESSIBLE, 0, 0);
}

/* Frames that realign their stack save registers relative to their own rbp: DW_OP_breg6 offset. */
static void set_saved_expression(Machine *machine, uint64_t reg, Reader expression) {
  if (expression.at < expression.end && *expression.at == OPERATION_BREG0 + DWARF_RBP) {
    expression.at++;
    int64_t offset = read_sleb(&expression);
    if (expression.at == expression.end && !expression.failed) {
      set_saved(machine, reg, SAVED_AT_RBP, offset);
      return;
    }
  }
  set_saved_elsewhere(machine, reg);
}

/* DW_CFA_* instructions, DWARF 4 section 7.23. False on an unknown one. */
static bool run_instruction(Machine *machine, Reader *program) {
  const CommonEntry *common = machine->common;
  uint8_t opcode = (uint8_t)read_unsigned(program, 1), low = opcode & 0x3f;
  uint64_t reg;
  switch (opcode & 0xc0) {
  case 0x40: advance(machine, low); return true;
  case 0x80: set_saved(machine, low, SAVED_AT_CFA, (int64_t)read_uleb(program) * common->dataAlignment); return true;
  case 0xc0: restore_saved(machine, low); return true;
  default: break;
  }
  switch (opcode) {
  case 0x00: return true; /* nop */
  case 0x01: /* set_loc */
    go_to(machine, read_pointer(program, common->pointerEncoding, 0));
    return true;
  case 0x02: advance(machine, read_unsigned(program, 1)); return true;
  case 0x03: advance(machine, read_unsigned(program, 2)); return true;
  case 0x04: advance(machine, read_unsigned(program, 4)); return true;
  case 0x05: /* offset_extended */
    reg = read_uleb(program);
    set_saved(machine, reg, SAVED_AT_CFA, (int64_t)read_uleb(program) * common->dataAlignment);
    return true;
  case 0x06: restore_saved(machine, read_uleb(program)); return true;
  case 0x07: set_saved(machine, read_uleb(program), SAVED_LOST, 0); return true; /* undefined */
  case 0x08: set_saved(machine, read_uleb(program), SAVED_SAME, 0); return true;
  case 0x09: /* register: saved in another register, which is not tracked */
    reg = read_uleb(program);
    read_uleb(program);
    set_saved_elsewhere(machine, reg);
    return true;
  case 0x0a: /* remember_state */
    if (machine->rememberedCount == sizeof machine->remembered / sizeof machine->remembered[0]) return false;
    machine->remembered[machine->rememberedCount++] = machine->current;
    return true;
  case 0x0b: /* restore_state */
    if (machine->rememberedCount == 0) return false;
    machine->current = machine->remembered[--machine->rememberedCount];
    return true;
  case 0x0c: /* def_cfa */
    reg = read_uleb(program);
    set_cfa(machine, ROW_REGISTER, reg, (int64_t)read_uleb(program));
    return true;
  case 0x0d: set_cfa(machine, ROW_REGISTER, read_uleb(program), machine->current.cfaOffset); return true;
  case 0x0e:
    set_cfa(machine, ROW_REGISTER, machine->current.cfaRegister, (int64_t)read_uleb(program));
    return true;
  case 0x0f: set_cfa_expression(machine, read_block(program, read_uleb(program))); return true;
  case 0x10: /* expression */
    reg = read_uleb(program);
    set_saved_expression(machine, reg, read_block(program, read_uleb(program)));
    return true;
  case 0x11: /* offset_extended_sf */
    reg = read_uleb(program);
    set_saved(machine, reg, SAVED_AT_CFA, read_sleb(program) * common->dataAlignment);
    return true;
  case 0x12: /* def_cfa_sf */
    reg = read_uleb(program);
    set_cfa(machine, ROW_REGISTER, reg, read_sleb(program) * common->dataAlignment);
    return true;
  case 0x13:
    set_cfa(machine, ROW_REGISTER, machine->current.cfaRegister, read_sleb(program) * common->dataAlignment);
    return true;
  case 0x14: case 0x15: /* val_offset: the value itself is computed, not loaded */
    reg = read_uleb(program);
    read_uleb(program);
    set_saved_elsewhere(machine, reg);
    return true;
  case 0x16: /* val_expression */
    reg = read_uleb(program);
    read_block(program, read_uleb(program));
    set_saved_elsewhere(machine, reg);
    return true;
  case 0x2e: read_uleb(program); return true; /* GNU_args_size: of no concern to a caller */
  default: return false;
  }
}

static bool run_program(Machine *machine, Reader program) {
  while (program.at < program.end && !program.failed && !machine->reachedEnd)
    if (!run_instruction(machine, &program)) return false;
  return !program.failed;
}

static bool parse_common(const uint8_t *entry, ByteRange readable, CommonEntry *common) {
  Reader reader = {entry, readable.end, false};
  uint64_t length = read_unsigned(&reader, 4);
  reader = read_block(&reader, length);
  if (read_unsigned(&reader, 4) != 0) return false; /* not a common entry */
  uint64_t version = read_unsigned(&reader, 1);
  const char *augmentation = (const char *)reader.at;
  while (read_unsigned(&reader, 1) != 0 && !reader.failed) {}
  if (reader.failed || (version != 1 && version != 3)) return false;
  *common = (CommonEntry){.pointerEncoding = POINTER_ABSOLUTE};
  common->codeAlignment = read_uleb(&reader);
  common->dataAlignment = read_sleb(&reader);
  uint64_t returnColumn = version == 1 ? read_unsigned(&reader, 1) : read_uleb(&reader);
  if (returnColumn != DWARF_RETURN_ADDRESS) return false;
  if (augmentation[0] == 'z') {
    common->hasAugmentation = true;
    Reader data = read_block(&reader, read_uleb(&reader));
    for (const char *letter = augmentation + 1; *letter; letter++) {
      switch (*letter) {
      case 'R': common->pointerEncoding = (uint8_t)read_unsigned(&data, 1); break;
      case 'L': read_unsigned(&data, 1); break;
      case 'P': { /* personality routine: of no concern; only its size matters */
        uint8_t encoding = (uint8_t)read_unsigned(&data, 1);
        if (encoding != POINTER_OMITTED) read_pointer(&data, encoding & 0x0f, 0);
        break;
      }
      case 'S': common->isSignalFrame = true; break;
      default: break;
      }
    }
    if (data.failed) return false;
  } else if (augmentation[0] != 0) {
    return false;
  }
  common->program = reader;
  return !reader.failed;
}

static bool parse_function(const uint8_t *entry, ByteRange readable, Function *function) {
  Reader reader = {entry, readable.end, false};
  uint64_t length = read_unsigned(&reader, 4);
  if (length == 0 || length == 0xffffffff) return false;
  reader = read_block(&reader, length);
  const uint8_t *here = reader.at;
  uint64_t distance = read_unsigned(&reader, 4);
  if (reader.failed || distance == 0 || distance > (uint64_t)(here - readable.begin)) return false;
  const CommonEntry *common = &function->common;
  if (!parse_common(here - distance, readable, &function->common)) return false;
  function->begin = read_pointer(&reader, common->pointerEncoding, 0);
  function->size = read_pointer(&reader, common->pointerEncoding & 0x0f, 0);
  if (common->hasAugmentation) read_block(&reader, read_uleb(&reader));
  function->program = reader;
  return !reader.failed && function->size != 0;
}

/* Runs a function's program up to `machine->end`. False at an instruction that this file does not know. */
static bool run_function(Machine *machine, const Function *function, RowBuffer *rows) {
  machine->common = &function->common;
  if (function->common.isSignalFrame) {
    machine->current.kind = ROW_SIGNAL;
    return true;
  }
  uint64_t end = machine->end;
  machine->end = UINT64_MAX;
  if (!run_program(machine, function->common.program)) return false;
  machine->end = end;
  machine->initial = machine->current;
  machine->rows = rows;
  return run_program(machine, function->program);
}

void rows_append_function(RowBuffer *buffer, const uint8_t *entry, ByteRange readable, uintptr_t origin) {
  Function function;
  if (!parse_function(entry, readable, &function)) return;
  uint64_t begin = function.begin, size = function.size;
  if (begin < origin || begin + size - origin > UINT32_MAX) return;
  size_t before = buffer->count;
  Machine machine = {.location = begin, .end = UINT64_MAX, .origin = origin};
  bool whole = run_function(&machine, &function, buffer);
  machine.rows = buffer;
  if (!whole) {
    /* Claim nothing about the whole function. */
    if (buffer->count > before) buffer->count = before;
    machine.location = begin;
    machine.current = (UnwindRow){.kind = ROW_INEXPRESSIBLE};
  }
  flush(&machine);
  append_row(buffer, (UnwindRow){.offset = (uint32_t)(begin + size - origin), .kind = ROW_GAP});
}

bool rows_find_in_function(const uint8_t *entry, ByteRange readable, uintptr_t address, UnwindRow *row) {
  Function function;
  if (!parse_function(entry, readable, &function) || address - function.begin >= function.size) return false;
  Machine machine = {.location = function.begin, .end = address};
  bool known = run_function(&machine, &function, NULL) && !machine.returnMoved;
  *row = known ? machine.current : (UnwindRow){.kind = ROW_INEXPRESSIBLE};
  return true;
}
