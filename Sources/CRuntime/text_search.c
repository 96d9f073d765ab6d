/* Searching text for places where a pattern may begin: a filter of sets of bytes, tested 16 places at a time.

   A filter knows for each of up to eight characters in a row which may stand there, separately for up to 64 / length
   alternatives: the masks hold one bit for each alternative and character. The vector loop looks at the first characters
   only, through tables by the halves of a byte in which alternatives share eight buckets; what it lets through is tested
   with the masks. A place that the filter refuses cannot begin a match; one that it lets through may or may not. */
#include <string.h>
#include <tmmintrin.h>

#include "text_search.h"

static inline int passes_8(const struct vm_text_filter *filter, const unsigned char *text) {
  unsigned long bits = filter->first & filter->masks[text[0]];
  for (int index = 1; bits && index < filter->length; index++) bits = bits << 1 & filter->masks[text[index]];
  return bits != 0;
}

#define SEARCH(NAME, UNIT)                                                                                             \
  static long NAME(const struct vm_text_filter *filter, const UNIT *text, long from, long last) {                      \
    for (long place = from; place <= last; place++) {                                                                  \
      unsigned long bits = filter->first;                                                                              \
      for (int index = 0; bits && index < filter->length; index++) {                                                   \
        UNIT unit = text[place + index];                                                                               \
        bits = (index ? bits << 1 : bits) & (unit < 256 ? filter->masks[unit] : filter->wide);                         \
      }                                                                                                                \
      if (bits) return place;                                                                                          \
    }                                                                                                                  \
    return -1;                                                                                                         \
  }
SEARCH(search_16, unsigned short)
SEARCH(search_32, unsigned)

static long search_8(const struct vm_text_filter *filter, const unsigned char *text, long from, long last) {
  for (long place = from; place <= last; place++)
    if (filter->masks[text[place]] & filter->first && passes_8(filter, text + place)) return place;
  return -1;
}

/* Which of the 16 places from `text` on may have what the filter wants `index` characters further: buckets. */
#define BUCKETS(INDEX)                                                                                                 \
  ({                                                                                                                   \
    __m128i bytes = _mm_loadu_si128((const __m128i *)(text + place + (INDEX)));                                        \
    __m128i high_half = _mm_and_si128(_mm_srli_epi16(bytes, 4), half);                                                 \
    _mm_and_si128(                                                                                                     \
        _mm_shuffle_epi8(low[INDEX], _mm_and_si128(bytes, half)), _mm_shuffle_epi8(high[INDEX], high_half));           \
  })

__attribute__((target("ssse3"))) static long search_vectors(
    const struct vm_text_filter *filter, const unsigned char *text, long from, long last) {
  const __m128i half = _mm_set1_epi8(15), zero = _mm_setzero_si128();
  __m128i low[4], high[4];
  int tested = filter->length < 4 ? filter->length : 4;
  for (int index = 0; index < tested; index++) {
    low[index] = _mm_loadu_si128((const __m128i *)filter->low[index]);
    high[index] = _mm_loadu_si128((const __m128i *)filter->high[index]);
  }
  long place = from;
  /* The last place tested here reads up to `tested` - 1 bytes behind it, all of which a match needs anyway. */
  for (; place + 15 <= last; place += 16) {
    __m128i buckets = BUCKETS(0);
    if (tested > 1) buckets = _mm_and_si128(buckets, BUCKETS(1));
    if (tested > 2) buckets = _mm_and_si128(buckets, BUCKETS(2));
    if (tested > 3) buckets = _mm_and_si128(buckets, BUCKETS(3));
    unsigned candidates = ~(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(buckets, zero)) & 0xFFFF;
    for (; candidates; candidates &= candidates - 1) {
      long candidate = place + __builtin_ctz(candidates);
      if (passes_8(filter, text + candidate)) return candidate;
    }
  }
  return search_8(filter, text, place, last);
}

long vm_text_search(const struct vm_text_filter *filter, const void *text, int width_shift, long from, long end) {
  long last = end - filter->length;
  if (from > last) return -1;
  if (width_shift == 1) return search_16(filter, text, from, last);
  if (width_shift == 2) return search_32(filter, text, from, last);
  if (filter->single >= 0) {
    const unsigned char *found = memchr((const unsigned char *)text + from, filter->single, end - from);
    return found ? found - (const unsigned char *)text : -1;
  }
  if (passes_8(filter, (const unsigned char *)text + from)) return from;
  if (last - from < 32 || !__builtin_cpu_supports("ssse3")) return search_8(filter, text, from + 1, last);
  return search_vectors(filter, text, from + 1, last);
}

void vm_text_filter_add(struct vm_text_filter *filter, int alternative, int index, int byte) {
  int bucket = 1 << (alternative & 7);
  filter->masks[byte] |= 1ul << (alternative * filter->length + index);
  if (index >= 4) return;
  filter->low[index][byte & 15] |= bucket;
  filter->high[index][byte >> 4] |= bucket;
}
