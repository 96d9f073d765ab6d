/* SHA-1 and SHA-256 by the SHA instructions of the processor (Intel 64 manual, volume 2: SHA1RNDS4, SHA256RNDS2 …). The
   portable forms are in the VM (Digest+SHA1, Digest+SHA2). */
#include <cpuid.h>
#include <immintrin.h>
#include <stdint.h>

#include "c_library.h"

#define SHA __attribute__((target("sha,ssse3,sse4.1")))

static int has_instructions(void) {
  static int known = -1;
  if (known >= 0) return known;
  unsigned a, b, c, d;
  int found = __get_cpuid(1, &a, &b, &c, &d) && (c & bit_SSSE3) && (c & bit_SSE4_1);
  found = found && __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & (1u << 29));
  return known = found;
}

/* Four words of the message schedule; the next four follow from the last sixteen. */
SHA static inline __m128i next_sha1(const __m128i *w) {
  return _mm_sha1msg2_epu32(_mm_xor_si128(_mm_sha1msg1_epu32(w[0], w[1]), w[2]), w[3]);
}

SHA static inline __m128i next_sha256(const __m128i *w) {
  __m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(w[0], w[1]), _mm_alignr_epi8(w[3], w[2], 4));
  return _mm_sha256msg2_epu32(sum, w[3]);
}

SHA static void sha1(unsigned *state, const unsigned char *bytes, long count) {
  const __m128i reversed = _mm_set_epi64x(0x0001020304050607, 0x08090A0B0C0D0E0F);
  __m128i abcd = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0x1B);
  __m128i e = _mm_set_epi32((int)state[4], 0, 0, 0);
  for (; count > 0; count--, bytes += 64) {
    const __m128i abcd_before = abcd, e_before = e;
    __m128i w[20];
    for (int i = 0; i < 4; i++) w[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(bytes + 16 * i)), reversed);
    for (int i = 4; i < 20; i++) w[i] = next_sha1(w + i - 4);
    __m128i before = abcd;
    abcd = _mm_sha1rnds4_epu32(abcd, _mm_add_epi32(e, w[0]), 0);
#define ROUNDS(first, last, function)                         \
  for (int i = first; i < last; i++) {                        \
    __m128i sum = _mm_sha1nexte_epu32(before, w[i]);          \
    before = abcd;                                            \
    abcd = _mm_sha1rnds4_epu32(abcd, sum, function);          \
  }
    ROUNDS(1, 5, 0)
    ROUNDS(5, 10, 1)
    ROUNDS(10, 15, 2)
    ROUNDS(15, 20, 3)
#undef ROUNDS
    e = _mm_sha1nexte_epu32(before, e_before);
    abcd = _mm_add_epi32(abcd, abcd_before);
  }
  _mm_storeu_si128((__m128i *)state, _mm_shuffle_epi32(abcd, 0x1B));
  state[4] = (unsigned)_mm_extract_epi32(e, 3);
}

SHA static void sha256(unsigned *state, const unsigned char *bytes, long count, const unsigned *constants) {
  const __m128i swapped = _mm_set_epi64x(0x0C0D0E0F08090A0B, 0x0405060700010203);
  /* The instructions keep the state as (a b e f) and (c d g h). */
  __m128i dcba = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0xB1);
  __m128i hgfe = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 4)), 0x1B);
  __m128i abef = _mm_alignr_epi8(dcba, hgfe, 8);
  __m128i cdgh = _mm_blend_epi16(hgfe, dcba, 0xF0);
  for (; count > 0; count--, bytes += 64) {
    const __m128i abef_before = abef, cdgh_before = cdgh;
    __m128i w[16];
    for (int i = 0; i < 4; i++) w[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(bytes + 16 * i)), swapped);
    for (int i = 4; i < 16; i++) w[i] = next_sha256(w + i - 4);
    for (int i = 0; i < 16; i++) {
      __m128i sum = _mm_add_epi32(w[i], _mm_loadu_si128((const __m128i *)(constants + 4 * i)));
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
      abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0E));
    }
    abef = _mm_add_epi32(abef, abef_before);
    cdgh = _mm_add_epi32(cdgh, cdgh_before);
  }
  __m128i feba = _mm_shuffle_epi32(abef, 0x1B);
  __m128i dchg = _mm_shuffle_epi32(cdgh, 0xB1);
  _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(feba, dchg, 0xF0));
  _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}

int vm_sha1_blocks(unsigned int *state, const unsigned char *bytes, long count) {
  if (!has_instructions()) return 0;
  sha1(state, bytes, count);
  return 1;
}

int vm_sha256_blocks(unsigned int *state, const unsigned char *bytes, long count, const unsigned int *constants) {
  if (!has_instructions()) return 0;
  sha256(state, bytes, count, constants);
  return 1;
}
