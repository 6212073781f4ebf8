// Look-ups in two tables at once, for AVX-512 only; see vp_look_up.
#pragma once
#include "csimd.h"

#if defined(__AVX512BW__)
VP __m512i vp_look_up_words(const __m512i *part, __m512i index) {
  __mmask32 bit6 = _mm512_test_epi16_mask(index, _mm512_set1_epi16(64)), bit7 = _mm512_test_epi16_mask(index, _mm512_set1_epi16(128));
  __m512i low = _mm512_mask_blend_epi16(
      bit6, _mm512_permutex2var_epi16(part[0], index, part[1]), _mm512_permutex2var_epi16(part[2], index, part[3]));
  __m512i high = _mm512_mask_blend_epi16(
      bit6, _mm512_permutex2var_epi16(part[4], index, part[5]), _mm512_permutex2var_epi16(part[6], index, part[7]));
  return _mm512_mask_blend_epi16(bit7, low, high);
}
#endif

/// output[i] = (left[v] · (16384 − weights[i]) + right[v] · weights[i] + 2^20) >> 21 with v = input[i], tables of 256 words below 2^15, for as many whole
/// vectors as `count` holds; returns how many samples that was. 0 where the level has no such look-up.
VP intptr_t vp_between_tables(
    const uint8_t *input, uint8_t *output, intptr_t count, const uint16_t *left, const uint16_t *right, const uint16_t *weights) {
  intptr_t i = 0;
#if defined(__AVX512BW__)
  if (count < 32) return 0;
  __m512i l[8], r[8];
  for (int k = 0; k < 8; k++) l[k] = _mm512_loadu_si512(left + 32 * k), r[k] = _mm512_loadu_si512(right + 32 * k);
  const __m512i one = _mm512_set1_epi16(16384), half = _mm512_set1_epi32(1 << 20);
  for (; i + 32 <= count; i += 32) {
    __m512i index = _mm512_cvtepu8_epi16(_mm256_loadu_si256((const __m256i *)(input + i)));
    __m512i a = vp_look_up_words(l, index), b = vp_look_up_words(r, index);
    __m512i wb = _mm512_loadu_si512(weights + i), wa = _mm512_sub_epi16(one, wb);
    __m512i low = _mm512_madd_epi16(_mm512_unpacklo_epi16(a, b), _mm512_unpacklo_epi16(wa, wb));
    __m512i high = _mm512_madd_epi16(_mm512_unpackhi_epi16(a, b), _mm512_unpackhi_epi16(wa, wb));
    low = _mm512_srli_epi32(_mm512_add_epi32(low, half), 21), high = _mm512_srli_epi32(_mm512_add_epi32(high, half), 21);
    _mm256_storeu_si256((__m256i *)(output + i), _mm512_cvtepi16_epi8(_mm512_packus_epi32(low, high)));
  }
#else
  (void)input, (void)output, (void)count, (void)left, (void)right, (void)weights;
#endif
  return i;
}
