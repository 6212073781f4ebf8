// Look-ups of whole vectors in tables of 256 values, and tables that are no more than a line or a step (csimd_shapes.inc, once per sample type).
#pragma once
#include "csimd_order.h"

#if defined(__AVX512BW__)
/// Words of a table of 128 in four vectors: the low six bits of a lane of `index` choose in either half of it, `bit6` the half.
VP __m512i vp_look_up_128(const __m512i *part, __m512i index, __mmask32 bit6) {
  return _mm512_mask_blend_epi16(bit6, _mm512_permutex2var_epi16(part[0], index, part[1]), _mm512_permutex2var_epi16(part[2], index, part[3]));
}

/// Of 64 samples, in a table of 256 bytes in four vectors: seven bits choose in either half of it, the eighth the half.
VP __m512i vp_look_up_bytes(const __m512i *part, __m512i v) {
  return _mm512_mask_blend_epi8(_mm512_movepi8_mask(v), _mm512_permutex2var_epi8(part[0], v, part[1]), _mm512_permutex2var_epi8(part[2], v, part[3]));
}
#endif

/// output[i] = values[input[i]], `values` 256 words of at most 255, for the first samples of `count`; returns how many.
VP intptr_t vp_look_up(const uint16_t *values, const uint8_t *input, uint8_t *output, intptr_t count) {
  intptr_t i = 0;
#if defined(__AVX512BW__)
  if (count < 64) return 0;
  __m512i part[4];
  for (int k = 0; k < 4; k++)
    part[k] = _mm512_inserti64x4(
        _mm512_castsi256_si512(_mm512_cvtepi16_epi8(_mm512_loadu_si512(values + 64 * k))), _mm512_cvtepi16_epi8(_mm512_loadu_si512(values + 64 * k + 32)), 1);
  for (; i + 64 <= count; i += 64) {
    vp_ask(input + i);
    _mm512_storeu_si512(output + i, vp_look_up_bytes(part, _mm512_loadu_si512(input + i)));
  }
  const __mmask64 rest = ((__mmask64)1 << (count - i)) - 1;
  if (rest) _mm512_mask_storeu_epi8(output + i, rest, vp_look_up_bytes(part, _mm512_maskz_loadu_epi8(rest, input + i)));
  return count;
#elif defined(__AVX2__)
  if (count < 32) return 0;
  // A byte shuffle looks 16 values up and gives 0 for indices from 128 on. The index falls by 16 from table to table and stops below 0: sample v takes
  // part in the looks 0 … v / 16, and each table holds its difference from the one before, so that all before the last cancel. The upper half likewise.
  __m256i table[16];
  for (int k = 0; k < 16; k++) {
    const __m128i *p = (const __m128i *)(values + 16 * k);
    __m128i bytes = _mm_packus_epi16(_mm_loadu_si128(p), _mm_loadu_si128(p + 1));
    if (k & 7) bytes = _mm_xor_si128(bytes, _mm_packus_epi16(_mm_loadu_si128(p - 2), _mm_loadu_si128(p - 1)));
    table[k] = _mm256_broadcastsi128_si256(bytes);
  }
  const __m256i step = _mm256_set1_epi8(16);
  for (; i + 32 <= count; i += 32) {
    vp_ask(input + i);
    __m256i v = _mm256_loadu_si256((const __m256i *)(input + i)), w = _mm256_xor_si256(v, _mm256_set1_epi8(-128));
    __m256i low = _mm256_shuffle_epi8(table[0], v), high = _mm256_shuffle_epi8(table[8], w);
    for (int k = 1; k < 8; k++) {
      v = _mm256_subs_epi8(v, step), w = _mm256_subs_epi8(w, step);
      low = _mm256_xor_si256(low, _mm256_shuffle_epi8(table[k], v)), high = _mm256_xor_si256(high, _mm256_shuffle_epi8(table[8 + k], w));
    }
    _mm256_storeu_si256((__m256i *)(output + i), _mm256_xor_si256(low, high));
  }
#else
  (void)values, (void)input, (void)output, (void)count;
#endif
  return i;
}

#define VP_SAMPLE uint8_t
#define VP_VECTOR vp_u8
#define VP_NAME(name) VP_WITH_8(name)
#define VP_PER_VECTOR VP_BYTES
#include "../templates/csimd_shapes.inc"
#undef VP_SAMPLE
#undef VP_VECTOR
#undef VP_NAME
#undef VP_PER_VECTOR

#define VP_SAMPLE uint16_t
#define VP_VECTOR vp_u16
#define VP_NAME(name) VP_WITH_16(name)
#define VP_PER_VECTOR VP_LANES
#include "../templates/csimd_shapes.inc"
#undef VP_SAMPLE
#undef VP_VECTOR
#undef VP_NAME
#undef VP_PER_VECTOR

#if defined(__AVX512BW__)
VP __m512i vp_look_up_words(const __m512i *part, __m512i index) {
  __mmask32 bit6 = _mm512_test_epi16_mask(index, _mm512_set1_epi16(64)), bit7 = _mm512_test_epi16_mask(index, _mm512_set1_epi16(128));
  return _mm512_mask_blend_epi16(bit7, vp_look_up_128(part, index, bit6), vp_look_up_128(part + 4, index, bit6));
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
