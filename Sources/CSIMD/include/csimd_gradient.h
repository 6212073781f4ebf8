// Lengths of gradients and Laplacians of 8-bit samples, whole vectors of bytes a step.
#pragma once
#include "csimd_halves.h"
#include "csimd_order.h"

#if defined(__AVX512BW__)
/// √n rounded to nearest or to the whole number below that, n < 2^16; anything beyond 255 for larger ones. The estimate is off by less than 2^-14, that is
/// 0.02. For 0 it is no number, which becomes the least of words, which packing with saturation makes 0.
VP __m512i vp_root_below(__m512i n) {
  __m512 f = _mm512_cvtepi32_ps(n);
  return _mm512_cvtps_epi32(_mm512_fmsub_ps(f, _mm512_rsqrt14_ps(f), _mm512_set1_ps(0.25f)));
}
/// c + 1 where s > c² + c, else c: the next whole number is nearer to √s from there on.
VP __m512i vp_root_nearest(__m512i s, __m512i c) {
  const __m512i minus = _mm512_set1_epi16(-1);
  return _mm512_mask_sub_epi16(c, _mm512_cmpgt_epu16_mask(s, _mm512_mullo_epi16(c, _mm512_sub_epi16(c, minus))), c, minus);
}
#elif defined(__AVX2__)
/// As above; off by less than 1.5 · 2^-12, that is 0.1.
VP __m256i vp_root_below(__m256i n) {
  __m256 f = _mm256_cvtepi32_ps(n);
  return _mm256_cvtps_epi32(_mm256_fmsub_ps(f, _mm256_rsqrt_ps(f), _mm256_set1_ps(0.25f)));
}
VP __m256i vp_root_nearest(__m256i s, __m256i c) {
  __m256i next = _mm256_sub_epi16(c, _mm256_set1_epi16(-1)), product = _mm256_mullo_epi16(c, next);
  return _mm256_add_epi16(next, _mm256_cmpeq_epi16(_mm256_max_epu16(s, product), product));
}
#endif

/// round(√(x² + y²)) up to 255, anything from 256 to 32767 beyond. |x|, |y| < 2^15 / √2.
VP vpr_words vp_length(vpr_words x, vpr_words y) {
  vpr_words low = VPR(unpacklo_epi16)(x, y), high = VPR(unpackhi_epi16)(x, y);
  low = VPR(madd_epi16)(low, low), high = VPR(madd_epi16)(high, high);
#if defined(__AVX512BW__) || defined(__AVX2__)
  // The corrected root of saturated squares is 256; of estimates beyond 255 the comparison says nothing, but takes none of them back below 256.
  return vp_root_nearest(VPR(packus_epi32)(low, high), VPR(packus_epi32)(vp_root_below(low), vp_root_below(high)));
#else
  // The divider's own root is correctly rounded and runs beside the multiplies; at four lanes it beats the estimate.
  return _mm_packs_epi32(_mm_cvtps_epi32(_mm_sqrt_ps(_mm_cvtepi32_ps(low))), _mm_cvtps_epi32(_mm_sqrt_ps(_mm_cvtepi32_ps(high))));
#endif
}

/// The 16-bit magnitudes of a vector's halves, cut at `limit` and raised by `black`, as bytes.
VP void vp_put_magnitudes(uint8_t *output, vpr_words low, vpr_words high, vpr_words limit, vpr_words black) {
  vpr_store(output, VPR(add_epi8)(VPR(min_epu8)(VPR(packus_epi16)(low, high), limit), black));
}

/// The vectors of a row one column to the left and to the right of column `at`. At a row's first or last column the sample one inside stands for the one
/// beyond, put in by shuffling: bytes stored to be loaded as a vector would be waited for.
VP vpr_words vp_left(const uint8_t *row, intptr_t at, int is_first) {
  return is_first ? (vpr_words)VP_BEFORE(VPR(set1_epi8)((char)row[at + 1]), vpr_load(row + at), 1) : vpr_load(row + at - 1);
}
VP vpr_words vp_right(const uint8_t *row, intptr_t at, int is_last) {
  return is_last ? (vpr_words)VP_AFTER(vpr_load(row + at), VPR(set1_epi8)((char)row[at + VP_BYTES - 2]), 1) : vpr_load(row + at + 1);
}

struct vp_gradient {
  vpr_words outer, inner, limit, black;
};

VP void vp_gradient_step(
    const uint8_t *above, const uint8_t *middle, const uint8_t *below, uint8_t *output, intptr_t at, int is_first, int is_last, struct vp_gradient g) {
  // The corners are in both components: (a2 − a0) + (b2 − b0) and (b0 − a0) + (b2 − a2).
  struct vp_halves rising = vp_differences(vp_right(below, at, is_last), vp_left(above, at, is_first), g.outer);
  struct vp_halves falling = vp_differences(vp_right(above, at, is_last), vp_left(below, at, is_first), g.outer);
  struct vp_halves across = vp_differences(vp_right(middle, at, is_last), vp_left(middle, at, is_first), g.inner);
  struct vp_halves down = vp_differences(vpr_load(below + at), vpr_load(above + at), g.inner);
  vpr_words low = vp_length(
      VPR(add_epi16)(VPR(add_epi16)(rising.low, falling.low), across.low), VPR(add_epi16)(VPR(sub_epi16)(rising.low, falling.low), down.low));
  vpr_words high = vp_length(
      VPR(add_epi16)(VPR(add_epi16)(rising.high, falling.high), across.high), VPR(add_epi16)(VPR(sub_epi16)(rising.high, falling.high), down.high));
  vp_put_magnitudes(output + at, low, high, g.limit, g.black);
}

VP void vp_laplacian_step(
    const uint8_t *above, const uint8_t *middle, const uint8_t *below, uint8_t *output, intptr_t at, int is_first, int is_last, struct vp_gradient g) {
  vpr_words m = vpr_load(middle + at);
  struct vp_halves upright = vp_pair_sums(vpr_load(above + at), vpr_load(below + at));
  struct vp_halves level = vp_pair_sums(vp_left(middle, at, is_first), vp_right(middle, at, is_last)), twice = vp_pair_sums(m, m);
  vpr_words low = VPR(sub_epi16)(VPR(add_epi16)(upright.low, level.low), VPR(slli_epi16)(twice.low, 1));
  vpr_words high = VPR(sub_epi16)(VPR(add_epi16)(upright.high, level.high), VPR(slli_epi16)(twice.high, 1));
  vp_put_magnitudes(output + at, (vpr_words)vp_abs((vp_u16)low), (vpr_words)vp_abs((vp_u16)high), g.limit, g.black);
}

/// n is at least VP_BYTES; the last vector may overlap the one before. `is_first`, `is_last`: the span begins, ends with the row, whose samples beyond are
/// mirrored here; else they are read.
#define VP_GRADIENT(NAME, STEP)                                                                                      \
  static inline void NAME(                                                                                           \
      const uint8_t *above, const uint8_t *middle, const uint8_t *below, uint8_t *output, intptr_t n, int is_first, int is_last, int side, int centre, \
      uint8_t limit, uint8_t black) {                                                                                \
    const struct vp_gradient g = {vp_weight(side), vp_weight(centre), VPR(set1_epi8)((char)limit), VPR(set1_epi8)((char)black)}; \
    const intptr_t last = n - VP_BYTES;                                                                              \
    if (last == 0 && is_first && is_last) return STEP(above, middle, below, output, 0, 1, 1, g);                     \
    intptr_t at = 0;                                                                                                 \
    if (is_first) {                                                                                                  \
      STEP(above, middle, below, output, 0, 1, 0, g);                                                                \
      at = VP_BYTES;                                                                                                 \
    }                                                                                                                \
    for (; at < last; at += VP_BYTES) {                                                                              \
      vp_ask(below + at);                                                                                            \
      STEP(above, middle, below, output, at, 0, 0, g);                                                               \
    }                                                                                                                \
    if (is_last) STEP(above, middle, below, output, last, 0, 1, g);                                                  \
    else if (last > 0 || !is_first) STEP(above, middle, below, output, last, 0, 0, g);                               \
  }
/// output[i] = black + min(round(√(gx² + gy²)), limit) of the 3x3 operator that weighs its outer and its middle differences by `side` and `centre`, at most 15.
VP_GRADIENT(vp_gradient, vp_gradient_step)
/// output[i] = black + min(|a + b + m(−1) + m(+1) − 4m|, limit).
VP_GRADIENT(vp_laplacian, vp_laplacian_step)
#undef VP_GRADIENT
