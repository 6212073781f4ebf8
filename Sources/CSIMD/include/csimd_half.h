// Reduction of 8-bit planes to half by weights that are small whole numbers: 1 1, and 1 3 3 1. Columns first, into words, then rows.
#pragma once
#include "csimd.h"

/// 3 times the sums of neighbouring bytes, or the sums; a word a pair.
VP vp_u16 vp_half_inner(vp_u16 pairs, int weight) {
#if defined(__AVX512BW__) || defined(__AVX2__)
  return (vp_u16)VPR(maddubs_epi16)((vpr_words)pairs, VPR(set1_epi16)((int16_t)(weight * 0x0101)));
#else
  return ((pairs & (uint16_t)255) + (pairs >> 8)) * (uint16_t)weight;
#endif
}

VP uint16_t vp_half_column(const uint8_t *row, intptr_t x, intptr_t width, int is_smooth) {
  const int inner = row[2 * x] + row[2 * x + 1];
  return (uint16_t)(is_smooth ? 3 * inner + row[vp_mirrored(2 * x - 1, width)] + row[vp_mirrored(2 * x + 2, width)] : inner);
}

/// output(x) = p(2x) + p(2x + 1); smooth: p(2x − 1) + 3 p(2x) + 3 p(2x + 1) + p(2x + 2). The row has `width` samples, at least 2, and is mirrored beyond them.
VP void vp_half_columns(const uint8_t *row, uint16_t *output, intptr_t start, intptr_t end, intptr_t width, int is_smooth) {
  enum { L = VP_LANES };
  intptr_t x = start, stop = end;
  if (is_smooth && x == 0 && x < stop) output[x] = vp_half_column(row, x, width, 1), x++;
  if (is_smooth && 2 * stop == width && x < stop) stop--, output[stop] = vp_half_column(row, stop, width, 1);
  if (stop - x < L) {
    for (; x < stop; x++) output[x] = vp_half_column(row, x, width, is_smooth);
    return;
  }
  for (const intptr_t last = stop - L;; x = x + L < last ? x + L : last) {
    const uint8_t *p = row + 2 * x;
    vp_ask(p);
    vp_u16 sum = vp_half_inner(vp_load_u16((const uint16_t *)p), is_smooth ? 3 : 1);
    if (is_smooth) sum += (vp_load_u16((const uint16_t *)(p - 1)) & (uint16_t)255) + (vp_load_u16((const uint16_t *)(p + 1)) >> 8);
    vp_store_u16(output + x, sum);
    if (x == last) return;
  }
}

VP vp_u16 vp_half_sum(vp_u16 a, vp_u16 b, vp_u16 c, vp_u16 d) {
  vp_u16 inner = b + c;
  return (a + d + inner + (inner << 1) + (uint16_t)32) >> 6;
}

/// output(x) = (b + c + 2) >> 2 of two rows of words; smooth: (a + 3b + 3c + d + 32) >> 6 of four.
VP void vp_half_rows(const void *const *rows, uint8_t *output, intptr_t start, intptr_t end, int is_smooth) {
  enum { L = VP_LANES };
  const uint16_t *a = rows[0], *b = rows[1], *c = is_smooth ? rows[2] : b, *d = is_smooth ? rows[3] : b;
  if (end - start < L) {
    for (intptr_t x = start; x < end; x++) output[x] = (uint8_t)(is_smooth ? (a[x] + 3 * (b[x] + c[x]) + d[x] + 32) >> 6 : (a[x] + b[x] + 2) >> 2);
    return;
  }
  for (intptr_t x = start, last = end - L;; x = x + L < last ? x + L : last) {
    vp_u16 p = vp_load_u16(a + x), q = vp_load_u16(b + x);
    vp_store_u8(output + x, is_smooth ? vp_half_sum(p, q, vp_load_u16(c + x), vp_load_u16(d + x)) : (p + q + (uint16_t)2) >> 2);
    if (x == last) return;
  }
}

#if defined(__AVX512VNNI__)
/// 32 means of four samples, or of the sixteen that weigh 1 3 3 1 across and down: each dword holds the four across of every second mean.
VP void vp_half_block(const void *const *rows, uint8_t *output, intptr_t x, int is_smooth) {
  if (is_smooth) {
    const __m512i outer = _mm512_set1_epi32(0x01030301), inner = _mm512_set1_epi32(0x03090903);
    __m512i even = _mm512_set1_epi32(32), odd = even;
    for (int k = 0; k < 4; k++) {
      const uint8_t *p = (const uint8_t *)rows[k] + 2 * x;
      const __m512i w = k == 0 || k == 3 ? outer : inner;
      even = _mm512_dpbusd_epi32(even, _mm512_loadu_si512(p - 1), w), odd = _mm512_dpbusd_epi32(odd, _mm512_loadu_si512(p + 1), w);
    }
    const __m512i sums = _mm512_or_si512(even, _mm512_slli_epi32(odd, 16));
    _mm256_storeu_si256((__m256i *)(output + x), _mm512_cvtepi16_epi8(_mm512_srli_epi16(sums, 6)));
  } else {
    const __m512i one = _mm512_set1_epi8(1), a = _mm512_loadu_si512((const uint8_t *)rows[0] + 2 * x), b = _mm512_loadu_si512((const uint8_t *)rows[1] + 2 * x);
    const __m512i sums = _mm512_add_epi16(_mm512_add_epi16(_mm512_maddubs_epi16(a, one), _mm512_maddubs_epi16(b, one)), _mm512_set1_epi16(2));
    _mm256_storeu_si256((__m256i *)(output + x), _mm512_cvtepi16_epi8(_mm512_srli_epi16(sums, 2)));
  }
}
#endif

VP uint8_t vp_half_one(const void *const *rows, intptr_t x, intptr_t width, int is_smooth) {
  int sums[4];
  for (int k = 0; k < (is_smooth ? 4 : 2); k++) sums[k] = vp_half_column(rows[k], x, width, is_smooth);
  return (uint8_t)(is_smooth ? (sums[0] + 3 * (sums[1] + sums[2]) + sums[3] + 32) >> 6 : (sums[0] + sums[1] + 2) >> 2);
}

/// Columns and rows in one go: output(x) from two rows of `width` samples, smooth: from four.
VP void vp_half(const void *const *rows, uint8_t *output, intptr_t start, intptr_t end, intptr_t width, int is_smooth) {
  intptr_t x = start;
#if defined(__AVX512VNNI__)
  enum { L = 32 };
  const intptr_t first = is_smooth && start == 0 ? 1 : start, stop = is_smooth && 2 * end == width ? end - 1 : end, count = is_smooth ? 4 : 2;
  if (stop - first >= L) {
    const intptr_t ahead = vpr_ahead(rows, count), last = stop - L;
    if (first > start) output[start] = vp_half_one(rows, start, width, is_smooth);
    for (x = first;; x = x + L < last ? x + L : last) {
      vpr_ask(rows, count, ahead, 2 * x, 2 * L);
      vp_half_block(rows, output, x, is_smooth);
      if (x == last) break;
    }
    x = stop;
  }
#endif
  for (; x < end; x++) output[x] = vp_half_one(rows, x, width, is_smooth);
}
