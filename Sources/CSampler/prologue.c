/* See prologue.h. Swift functions that never throw have no unwind entry but keep a frame pointer unless they are
   leaves; linkage stubs written by lld have none either. Encodings: Intel SDM volume 2. */
#include "prologue.h"
#include <stddef.h>
#include <string.h>

enum { SCAN_LIMIT = 512 };

static bool bytes_are(uintptr_t address, uintptr_t end, const char *bytes, size_t count) {
  return address + count <= end && memcmp((const void *)address, bytes, count) == 0;
}
#define BYTES_ARE(address, end, bytes) bytes_are(address, end, bytes, sizeof(bytes) - 1)

#define SET_FRAME "\x55\x48\x89\xe5" /* push rbp; mov rbp, rsp */

typedef enum FunctionShape {
  FUNCTION_FRAMED,    /* begins by setting rbp */
  FUNCTION_FRAMELESS, /* leaves rsp alone as far as can be seen */
  FUNCTION_ALIGNED,   /* begins by moving rsp by one word: _init and _fini of every library */
} FunctionShape;

static bool follows_padding(uintptr_t at, uintptr_t lowest) {
  static const struct { const char *bytes; size_t count; } padding[] = {
    {"\xcc", 1}, {"\x90", 1}, {"\xc3", 1}, {"\x0f\x1f\x00", 3}, {"\x0f\x1f\x40\x00", 4},
    {"\x0f\x1f\x44\x00\x00", 5}, {"\x0f\x1f\x80\x00\x00\x00\x00", 7},
    {"\x0f\x1f\x84\x00\x00\x00\x00\x00", 8}};
  for (size_t i = 0; i < sizeof padding / sizeof padding[0]; i++)
    if (at - lowest >= padding[i].count
        && memcmp((const void *)(at - padding[i].count), padding[i].bytes, padding[i].count) == 0)
      return true;
  return false;
}

/* Looks back from an address in the middle of a function for how it begins. Functions start at multiples of 16, after
   padding or directly after a return. */
static FunctionShape function_shape(uintptr_t address, uintptr_t begin) {
  uintptr_t lowest = address - begin > SCAN_LIMIT ? address - SCAN_LIMIT : begin;
  for (uintptr_t at = address;; at--) {
    if (BYTES_ARE(at, address, SET_FRAME)) return FUNCTION_FRAMED;
    if (at == begin || (at % 16 == 0 && follows_padding(at, lowest)))
      return BYTES_ARE(at, address, "\x48\x83\xec\x08") ? FUNCTION_ALIGNED : FUNCTION_FRAMELESS;
    if (at == lowest) return FUNCTION_FRAMED; /* a long function: those have frames */
  }
}

PrologueState prologue_state(uintptr_t address, uintptr_t begin, uintptr_t end, bool topIsCode) {
  uintptr_t entry = BYTES_ARE(address, end, "\xf3\x0f\x1e\xfa") ? address + 4 : address; /* endbr64 */
  if (BYTES_ARE(entry, end, SET_FRAME)) return PROLOGUE_BEFORE;
  if (BYTES_ARE(address, end, "\x48\x89\xe5") && address > begin && *(const uint8_t *)(address - 1) == 0x55)
    return PROLOGUE_SETTING;
  if (BYTES_ARE(address, end, "\xc3")) return PROLOGUE_BEFORE; /* ret */
  if (BYTES_ARE(entry, end, "\xff\x25") || BYTES_ARE(entry, end, "\xf2\xff\x25")) {
    /* jmp through the global offset table; in the table's head it comes after a push of the same form */
    if (address - begin >= 6 && BYTES_ARE(address - 6, end, "\xff\x35")) return PROLOGUE_PUSHED_TWO;
    return PROLOGUE_BEFORE;
  }
  if (BYTES_ARE(address, end, "\xff\x35")) return PROLOGUE_PUSHED_ONE; /* head of the table: push the module */
  if (BYTES_ARE(address, end, "\x68") && topIsCode) return PROLOGUE_BEFORE; /* stub: push the index */
  if (BYTES_ARE(address, end, "\xe9") && address - begin >= 5 && *(const uint8_t *)(address - 5) == 0x68)
    return PROLOGUE_PUSHED_ONE; /* stub: index pushed, jump to the head */
  if (address > begin && *(const uint8_t *)(address - 1) == 0x5d && topIsCode
      && (BYTES_ARE(address, end, "\xe9") || BYTES_ARE(address, end, "\xeb") || BYTES_ARE(address, end, "\xff")))
    return PROLOGUE_BEFORE; /* pop rbp; jmp: a tail call */
  switch (function_shape(address, begin)) {
  case FUNCTION_ALIGNED: return PROLOGUE_PUSHED_ONE;
  case FUNCTION_FRAMELESS: return topIsCode ? PROLOGUE_BEFORE : PROLOGUE_FRAME;
  case FUNCTION_FRAMED: return PROLOGUE_FRAME;
  }
}
