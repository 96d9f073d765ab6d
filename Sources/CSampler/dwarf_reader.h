/* Bounds-checked reading of DWARF's encodings. A read past the end sets `failed` and yields zero from then on, so that
   parsers check once, at the end. Format: DWARF 4 section 7.6, LSB core specification section 10.5 (pointers). */
#ifndef PITVIPER_SAMPLER_DWARF_READER_H
#define PITVIPER_SAMPLER_DWARF_READER_H
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef struct Reader {
  const uint8_t *at, *end;
  bool failed;
} Reader;

static inline uint64_t read_unsigned(Reader *reader, size_t size) {
  if ((size_t)(reader->end - reader->at) < size) {
    reader->failed = true;
    reader->at = reader->end;
    return 0;
  }
  uint64_t value = 0;
  memcpy(&value, reader->at, size); /* little-endian */
  reader->at += size;
  return value;
}

static inline int64_t read_signed(Reader *reader, size_t size) {
  uint64_t value = read_unsigned(reader, size);
  unsigned shift = 64 - 8 * (unsigned)size;
  return (int64_t)(value << shift) >> shift;
}

static inline uint64_t read_uleb(Reader *reader) {
  uint64_t result = 0;
  for (unsigned shift = 0;; shift += 7) {
    uint64_t byte = read_unsigned(reader, 1);
    if (shift < 64) result |= (byte & 0x7f) << shift;
    if (!(byte & 0x80)) return result;
  }
}

static inline int64_t read_sleb(Reader *reader) {
  uint64_t result = 0, byte;
  unsigned shift = 0;
  do {
    byte = read_unsigned(reader, 1);
    if (shift < 64) result |= (byte & 0x7f) << shift;
    shift += 7;
  } while (byte & 0x80);
  if (shift < 64 && (byte & 0x40)) result |= ~0ull << shift;
  return (int64_t)result;
}

static inline Reader read_block(Reader *reader, uint64_t size) {
  if ((uint64_t)(reader->end - reader->at) < size) {
    reader->failed = true;
    size = 0;
  }
  Reader block = {reader->at, reader->at + size, false};
  reader->at += size;
  return block;
}

enum {
  POINTER_ABSOLUTE = 0x00, POINTER_ULEB = 0x01, POINTER_U2 = 0x02, POINTER_U4 = 0x03, POINTER_U8 = 0x04,
  POINTER_SLEB = 0x09, POINTER_S2 = 0x0a, POINTER_S4 = 0x0b, POINTER_S8 = 0x0c,
  POINTER_RELATIVE_TO_ITSELF = 0x10, POINTER_RELATIVE_TO_DATA = 0x30, POINTER_INDIRECT = 0x80, POINTER_OMITTED = 0xff,
};

/* Unwind tables in memory never need indirect code addresses: such an encoding fails. */
static inline uint64_t read_pointer(Reader *reader, uint8_t encoding, uintptr_t dataBase) {
  if (encoding == POINTER_OMITTED) return 0;
  uint64_t base = 0, value = 0;
  switch (encoding & 0xf0) {
  case 0: break;
  case POINTER_RELATIVE_TO_ITSELF: base = (uintptr_t)reader->at; break;
  case POINTER_RELATIVE_TO_DATA: base = dataBase; break;
  default: reader->failed = true;
  }
  switch (encoding & 0x0f) {
  case POINTER_ABSOLUTE: case POINTER_U8: case POINTER_S8: value = read_unsigned(reader, 8); break;
  case POINTER_U2: value = read_unsigned(reader, 2); break;
  case POINTER_U4: value = read_unsigned(reader, 4); break;
  case POINTER_S2: value = (uint64_t)read_signed(reader, 2); break;
  case POINTER_S4: value = (uint64_t)read_signed(reader, 4); break;
  case POINTER_ULEB: value = read_uleb(reader); break;
  case POINTER_SLEB: value = (uint64_t)read_sleb(reader); break;
  default: reader->failed = true;
  }
  return base + value;
}
#endif
