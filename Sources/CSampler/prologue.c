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

static const char SET_FRAME[] = "\x55\x48\x89\xe5"; /* push rbp; mov rbp, rsp */

/* Looks back from an address in the middle of a function for how it begins. Functions start at multiples of 16 and
   are separated by padding or follow a return or jump directly. */
static bool function_sets_frame(uintptr_t address, uintptr_t begin) {
  uintptr_t lowest = address - begin > SCAN_LIMIT ? address - SCAN_LIMIT : begin;
  for (uintptr_t at = address; at > lowest; at--) {
    if (at + 4 <= address && BYTES_ARE(at, address, "\x55\x48\x89\xe5")) return true;
    uint8_t before = *(const uint8_t *)(at - 1);
    bool padded = before == 0xcc || before == 0x90 || before == 0xc3
      || (at - lowest >= 4 && BYTES_ARE(at - 4, address, "\x0f\x1f\x40\x00"))
      || (at - lowest >= 5 && BYTES_ARE(at - 5, address, "\x0f\x1f\x44\x00\x00"))
      || (at - lowest >= 8 && BYTES_ARE(at - 8, address, "\x0f\x1f\x84\x00\x00\x00\x00\x00"))
      || (at - lowest >= 7 && BYTES_ARE(at - 7, address, "\x0f\x1f\x80\x00\x00\x00\x00"))
      || (at - lowest >= 3 && BYTES_ARE(at - 3, address, "\x0f\x1f\x00"));
    if (at % 16 == 0 && padded) return false;
  }
  return true; /* a long function: those have frames */
}

PrologueState prologue_state(uintptr_t address, uintptr_t begin, uintptr_t end, bool topIsCode) {
  uintptr_t entry = BYTES_ARE(address, end, "\xf3\x0f\x1e\xfa") ? address + 4 : address; /* endbr64 */
  if (BYTES_ARE(entry, end, SET_FRAME)) return PROLOGUE_BEFORE;
  if (BYTES_ARE(address, end, "\x48\x89\xe5") && address > begin && *(const uint8_t *)(address - 1) == 0x55)
    return PROLOGUE_PUSHED;
  if (BYTES_ARE(address, end, "\xc3")) return PROLOGUE_BEFORE; /* ret */
  if (BYTES_ARE(entry, end, "\xff\x25") || BYTES_ARE(entry, end, "\xf2\xff\x25")) {
    /* jmp through the global offset table; in the table's head it comes after a push of the same form */
    if (address - begin >= 6 && BYTES_ARE(address - 6, end, "\xff\x35")) return PROLOGUE_STUB_PUSHED_TWO;
    return PROLOGUE_BEFORE;
  }
  if (BYTES_ARE(address, end, "\xff\x35")) return PROLOGUE_STUB_PUSHED_ONE; /* head of the table: push the module */
  if (BYTES_ARE(address, end, "\x68") && topIsCode) return PROLOGUE_BEFORE; /* stub: push the index */
  if (BYTES_ARE(address, end, "\xe9") && address - begin >= 5 && *(const uint8_t *)(address - 5) == 0x68)
    return PROLOGUE_STUB_PUSHED_ONE; /* stub: index pushed, jump to the head */
  if (address > begin && *(const uint8_t *)(address - 1) == 0x5d && topIsCode
      && (BYTES_ARE(address, end, "\xe9") || BYTES_ARE(address, end, "\xeb") || BYTES_ARE(address, end, "\xff")))
    return PROLOGUE_BEFORE; /* pop rbp; jmp: a tail call */
  if (topIsCode && !function_sets_frame(address, begin)) return PROLOGUE_BEFORE;
  return PROLOGUE_FRAME;
}
