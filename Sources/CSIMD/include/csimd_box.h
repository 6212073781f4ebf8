// Sums for windows so large that csimd_box_means.h does not hold them: prefix sums of a row, differences of them, running sums of rows that come one by one.
#pragma once
#include "csimd.h"

/// Sums of lanes 0…i in lane i, modulo 2^16; `carry`, the same in all lanes, is added and becomes the last of them.
VP vp_u16 vp_prefix(vp_u16 v, vp_u16 *carry) {
#if defined(__AVX512BW__)
  __m512i s = (__m512i)v;
  s = _mm512_add_epi16(s, _mm512_bslli_epi128(s, 2));
  s = _mm512_add_epi16(s, _mm512_bslli_epi128(s, 4));
  s = _mm512_add_epi16(s, _mm512_bslli_epi128(s, 8));
  // Quarters 1 and 3 take the last of 0 and 2, then 2 and 3 that of 1.
  s = _mm512_add_epi16(s, _mm512_maskz_permutexvar_epi16(0xff00ff00u, _mm512_mask_blend_epi16(0xffff0000u, _mm512_set1_epi16(7), _mm512_set1_epi16(23)), s));
  s = _mm512_add_epi16(s, _mm512_maskz_permutexvar_epi16(0xffff0000u, _mm512_set1_epi16(15), s));
  __m512i total = _mm512_permutexvar_epi16(_mm512_set1_epi16(31), s);
  vp_u16 result = (vp_u16)s + *carry;
  *carry += (vp_u16)total;
  return result;
#elif defined(__AVX2__)
  __m256i s = (__m256i)v, last = _mm256_set1_epi16(0x0f0e);
  s = _mm256_add_epi16(s, _mm256_bslli_epi128(s, 2));
  s = _mm256_add_epi16(s, _mm256_bslli_epi128(s, 4));
  s = _mm256_add_epi16(s, _mm256_bslli_epi128(s, 8));
  s = _mm256_add_epi16(s, _mm256_shuffle_epi8(_mm256_permute2x128_si256(s, s, 0x08), last));
  __m256i total = _mm256_shuffle_epi8(_mm256_permute2x128_si256(s, s, 0x11), last);
  vp_u16 result = (vp_u16)s + *carry;
  *carry += (vp_u16)total;
  return result;
#else
  __m128i s = (__m128i)v;
  s = _mm_add_epi16(s, _mm_slli_si128(s, 2));
  s = _mm_add_epi16(s, _mm_slli_si128(s, 4));
  s = _mm_add_epi16(s, _mm_slli_si128(s, 8));
  vp_u16 result = (vp_u16)s + *carry;
  *carry += (vp_u16)_mm_shuffle_epi32(_mm_shufflehi_epi16(s, 0xff), 0xff);
  return result;
#endif
}

/// output[i] = Σ input[i ..< i + width], each below 2^16. Scratch: n + width samples and a vector.
#define VP_BOX_COLUMNS(name, sample, load)                                                                     \
  static inline void name(const sample *input, intptr_t width, uint16_t *output, intptr_t n, uint16_t *scratch) { \
    enum { L = VP_LANES };                                                                                     \
    intptr_t total = n + width - 1, i = 0;                                                                     \
    vp_u16 carry = (vp_u16)0;                                                                                  \
    scratch[0] = 0;                                                                                            \
    for (; i + L <= total; i += L) vp_store_u16(scratch + 1 + i, vp_prefix(load(input + i), &carry));          \
    if (i < total) {                                                                                           \
      sample rest[L] = {0};                                                                                    \
      __builtin_memcpy(rest, input + i, (total - i) * sizeof(sample));                                         \
      vp_store_u16(scratch + 1 + i, vp_prefix(load(rest), &carry));                                            \
    }                                                                                                          \
    for (i = 0; i < n; i++) output[i] = scratch[i + width] - scratch[i];                                       \
  }
VP_BOX_COLUMNS(vp_box_columns_8, uint8_t, vp_load_u8)
VP_BOX_COLUMNS(vp_box_columns_16, uint16_t, vp_load_u16)

/// The same of any samples in 32 bits.
#define VP_BOX_COLUMNS_WIDE(name, sample)                                                       \
  static inline void name(const sample *input, intptr_t width, uint32_t *output, intptr_t n) {  \
    uint32_t sum = 0;                                                                           \
    for (intptr_t i = 0; i + 1 < width; i++) sum += input[i];                                   \
    for (intptr_t i = 0; i < n; i++) {                                                          \
      sum += input[i + width - 1];                                                              \
      output[i] = sum;                                                                          \
      sum -= input[i];                                                                          \
    }                                                                                           \
  }
VP_BOX_COLUMNS_WIDE(vp_box_columns_wide_8, uint8_t)
VP_BOX_COLUMNS_WIDE(vp_box_columns_wide_16, uint16_t)

/// sums += newest − oldest; output = ⌊(sums + bias) · inverse⌋. Sums are whole numbers that double holds exactly; bias keeps products off whole ones.
#define VP_BOX_ROWS(name, row, sample)                                                                                               \
  static inline void name(                                                                                                           \
      const row *restrict newest, const row *restrict oldest, double *restrict sums, sample *restrict output, intptr_t n, double bias, \
      double inverse) {                                                                                                              \
    for (intptr_t i = 0; i < n; i++) {                                                                                               \
      double total = sums[i] + (double)(int32_t)(newest[i] - oldest[i]);                                                             \
      sums[i] = total;                                                                                                               \
      output[i] = (sample)(int32_t)((total + bias) * inverse);                                                                       \
    }                                                                                                                                \
  }
VP_BOX_ROWS(vp_box_rows_middle_8, uint16_t, uint8_t)
VP_BOX_ROWS(vp_box_rows_middle_16, uint16_t, uint16_t)
VP_BOX_ROWS(vp_box_rows_wide_8, uint32_t, uint8_t)
VP_BOX_ROWS(vp_box_rows_wide_16, uint32_t, uint16_t)

/// sums = Σ of all rows but the last: what stood one row before, so that the first call goes on as the others do.
#define VP_BOX_START(name, row)                                                                           \
  static inline void name(const void *const *rows, intptr_t count, intptr_t x, double *sums, intptr_t n) { \
    for (intptr_t i = 0; i < n; i++) sums[i] = ((const row *)rows[0])[x + i];                             \
    for (intptr_t k = 1; k + 1 < count; k++) {                                                            \
      const row *p = (const row *)rows[k] + x;                                                            \
      for (intptr_t i = 0; i < n; i++) sums[i] += p[i];                                                   \
    }                                                                                                     \
  }
VP_BOX_START(vp_box_start_middle, uint16_t)
VP_BOX_START(vp_box_start_wide, uint32_t)
