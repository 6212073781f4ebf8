// The segment test of FAST corners on vectors of bytes.
#pragma once
#include "csimd.h"

#if defined(__AVX512BW__)
typedef __m512i vp_bytes;
VP vp_bytes vp_b_load(const uint8_t *p) { return _mm512_loadu_si512(p); }
VP void vp_b_store(uint8_t *p, vp_bytes v) { _mm512_storeu_si512(p, v); }
VP vp_bytes vp_b_min(vp_bytes a, vp_bytes b) { return _mm512_min_epu8(a, b); }
VP vp_bytes vp_b_max(vp_bytes a, vp_bytes b) { return _mm512_max_epu8(a, b); }
VP vp_bytes vp_b_less(vp_bytes a, vp_bytes b) { return _mm512_subs_epu8(a, b); }
#elif defined(__AVX2__)
typedef __m256i vp_bytes;
VP vp_bytes vp_b_load(const uint8_t *p) { return _mm256_loadu_si256((const __m256i *)p); }
VP void vp_b_store(uint8_t *p, vp_bytes v) { _mm256_storeu_si256((__m256i *)p, v); }
VP vp_bytes vp_b_min(vp_bytes a, vp_bytes b) { return _mm256_min_epu8(a, b); }
VP vp_bytes vp_b_max(vp_bytes a, vp_bytes b) { return _mm256_max_epu8(a, b); }
VP vp_bytes vp_b_less(vp_bytes a, vp_bytes b) { return _mm256_subs_epu8(a, b); }
#else
typedef __m128i vp_bytes;
VP vp_bytes vp_b_load(const uint8_t *p) { return _mm_loadu_si128((const __m128i *)p); }
VP void vp_b_store(uint8_t *p, vp_bytes v) { _mm_storeu_si128((__m128i *)p, v); }
VP vp_bytes vp_b_min(vp_bytes a, vp_bytes b) { return _mm_min_epu8(a, b); }
VP vp_bytes vp_b_max(vp_bytes a, vp_bytes b) { return _mm_max_epu8(a, b); }
VP vp_bytes vp_b_less(vp_bytes a, vp_bytes b) { return _mm_subs_epu8(a, b); }
#endif

/// The largest minimum of nine neighbouring entries of a ring of sixteen, 0 at least.
VP vp_bytes vp_b_arcs(const vp_bytes *ring, vp_bytes best) {
  vp_bytes two[16], four[16];
  for (int k = 0; k < 16; k++) two[k] = vp_b_min(ring[k], ring[(k + 1) & 15]);
  for (int k = 0; k < 16; k++) four[k] = vp_b_min(two[k], two[(k + 2) & 15]);
  // Arcs k and k − 1 share eight entries: the better of the two has the better of their ends.
  for (int k = 0; k < 16; k += 2) {
    vp_bytes eight = vp_b_min(four[k], four[(k + 4) & 15]);
    best = vp_b_max(best, vp_b_min(eight, vp_b_max(ring[(k + 8) & 15], ring[(k + 15) & 15])));
  }
  return best;
}

/// output[x] for x in 3 ..< count − 3: the largest t with which nine neighbouring samples of the circle of radius 3 are all at least t above, or all at least
/// t below sample x. Rows and output may be touched for a whole vector beyond `count`.
VP void vp_segment_scores(const uint8_t *const *rows, uint8_t *output, intptr_t count) {
  static const signed char dx[16] = {0, 1, 2, 3, 3, 3, 2, 1, 0, -1, -2, -3, -3, -3, -2, -1};
  static const signed char dy[16] = {3, 3, 2, 1, 0, -1, -2, -3, -3, -3, -2, -1, 0, 1, 2, 3};
  for (intptr_t x = 3; x < count - 3; x += VP_BYTES) {
    vp_bytes centre = vp_b_load(rows[3] + x), above[16], below[16];
    for (int k = 0; k < 16; k++) {
      vp_bytes sample = vp_b_load(rows[3 + dy[k]] + x + dx[k]);
      above[k] = vp_b_less(sample, centre), below[k] = vp_b_less(centre, sample);
    }
    vp_b_store(output + x, vp_b_arcs(below, vp_b_arcs(above, vp_b_less(centre, centre))));
  }
}
