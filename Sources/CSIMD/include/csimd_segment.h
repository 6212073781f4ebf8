// The segment test of FAST corners on vectors of bytes, and the peaks of its scores.
#pragma once
#include "csimd.h"

/// Bit i: byte i is not 0.
#if defined(__AVX512BW__)
VP uint64_t vp_b_bits(vpr_words v) { return _mm512_test_epi8_mask(v, v); }
#elif defined(__AVX2__)
VP uint64_t vp_b_bits(vpr_words v) { return (uint32_t)~_mm256_movemask_epi8(_mm256_cmpeq_epi8(v, _mm256_setzero_si256())); }
#else
VP uint64_t vp_b_bits(vpr_words v) { return (uint16_t)~_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_setzero_si128())); }
#endif
VP vpr_words vp_b_min(vpr_words a, vpr_words b) { return VPR(min_epu8)(a, b); }
VP vpr_words vp_b_max(vpr_words a, vpr_words b) { return VPR(max_epu8)(a, b); }
/// a − b, 0 where b is larger.
VP vpr_words vp_b_over(vpr_words a, vpr_words b) { return VPR(subs_epu8)(a, b); }
VP vpr_words vp_b_splat(uint8_t a) { return VPR(set1_epi8)((char)a); }

/// The largest minimum of nine neighbouring entries of a ring of sixteen.
VP vpr_words vp_b_highest(const vpr_words *ring) {
  vpr_words two[16], four[16], best = vp_b_splat(0);
  for (int k = 0; k < 16; k++) two[k] = vp_b_min(ring[k], ring[(k + 1) & 15]);
  for (int k = 0; k < 16; k++) four[k] = vp_b_min(two[k], two[(k + 2) & 15]);
  // Arcs k and k − 1 share eight entries: the better of the two has the better of their ends.
  for (int k = 0; k < 16; k += 2) {
    vpr_words eight = vp_b_min(four[k], four[(k + 4) & 15]);
    best = vp_b_max(best, vp_b_min(eight, vp_b_max(ring[(k + 8) & 15], ring[(k + 15) & 15])));
  }
  return best;
}
/// The smallest maximum of them.
VP vpr_words vp_b_lowest(const vpr_words *ring) {
  vpr_words two[16], four[16], best = vp_b_splat(255);
  for (int k = 0; k < 16; k++) two[k] = vp_b_max(ring[k], ring[(k + 1) & 15]);
  for (int k = 0; k < 16; k++) four[k] = vp_b_max(two[k], two[(k + 2) & 15]);
  for (int k = 0; k < 16; k += 2) {
    vpr_words eight = vp_b_max(four[k], four[(k + 4) & 15]);
    best = vp_b_min(best, vp_b_max(eight, vp_b_min(ring[(k + 8) & 15], ring[(k + 15) & 15])));
  }
  return best;
}

/// output[x] for x in 3 ..< count − 3: the largest t with which nine neighbouring samples of the circle of radius 3 are all at least t above, or all at least
/// t below sample x; where that is not above `floor`, anything that is not. Rows and output may be touched for a whole vector beyond `count`.
VP void vp_segment_scores(const uint8_t *const *rows, uint8_t *output, int floor, intptr_t count) {
  static const signed char dx[16] = {0, 1, 2, 3, 3, 3, 2, 1, 0, -1, -2, -3, -3, -3, -2, -1};
  static const signed char dy[16] = {3, 3, 2, 1, 0, -1, -2, -3, -3, -3, -2, -1, 0, 1, 2, 3};
  const vpr_words least = vp_b_splat((uint8_t)floor), none = vp_b_splat(0);
  for (intptr_t x = 3; x < count - 3; x += VP_BYTES) {
    vpr_words centre = vpr_load(rows[3] + x), ring[16], high = vp_b_splat(255), low = none;
    const vpr_words above = VPR(adds_epu8)(centre, least), below = vp_b_over(centre, least);
    // An arc of nine has one at least of any two opposite samples.
#define VP_PAIR(k)                                                                                          \
  ring[k] = vpr_load(rows[3 + dy[k]] + x + dx[k]), ring[k + 8] = vpr_load(rows[3 + dy[k + 8]] + x + dx[k + 8]); \
  high = vp_b_min(high, vp_b_max(ring[k], ring[k + 8])), low = vp_b_max(low, vp_b_min(ring[k], ring[k + 8]));
#define VP_MAY_BE_CORNERS vp_b_bits(vp_b_max(vp_b_over(high, above), vp_b_over(below, low)))
    VP_PAIR(0) VP_PAIR(4)
    vpr_words score = none;
    if (VP_MAY_BE_CORNERS) {
      VP_PAIR(2) VP_PAIR(6)
      if (VP_MAY_BE_CORNERS) {
        VP_PAIR(1) VP_PAIR(3) VP_PAIR(5) VP_PAIR(7)
        if (vp_b_bits(vp_b_over(high, above))) score = vp_b_over(vp_b_highest(ring), centre);
        if (vp_b_bits(vp_b_over(below, low))) score = vp_b_max(score, vp_b_over(centre, vp_b_lowest(ring)));
      }
    }
    vpr_store(output + x, score);
#undef VP_PAIR
#undef VP_MAY_BE_CORNERS
  }
}

/// Columns of the peaks of the middle one of three rows of scores, from the left on: above `floor` and the neighbours before, not below those after. Rows can
/// be read one before and a vector after their samples, the sample after them is 0.
VP intptr_t vp_byte_peaks(const uint8_t *above, const uint8_t *middle, const uint8_t *below, int floor, uint32_t *columns, intptr_t count) {
  const vpr_words least = vp_b_splat((uint8_t)floor);
  intptr_t found = 0;
  for (intptr_t x = 0; x < count; x += VP_BYTES) {
    const vpr_words score = vpr_load(middle + x);
    if (!vp_b_bits(vp_b_over(score, least))) continue;
    vpr_words before = vp_b_max(vp_b_max(vpr_load(above + x - 1), vpr_load(above + x)), vp_b_max(vpr_load(above + x + 1), vpr_load(middle + x - 1)));
    vpr_words after = vp_b_max(vp_b_max(vpr_load(below + x - 1), vpr_load(below + x)), vp_b_max(vpr_load(below + x + 1), vpr_load(middle + x + 1)));
    uint64_t bits = vp_b_bits(vp_b_over(score, vp_b_max(before, least))) & ~vp_b_bits(vp_b_over(after, score));
    if (count - x < VP_BYTES) bits &= ((uint64_t)1 << (count - x)) - 1;
    for (; bits; bits &= bits - 1) columns[found++] = (uint32_t)(x + __builtin_ctzll(bits));
  }
  return found;
}
