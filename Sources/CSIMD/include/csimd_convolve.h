// Sums of samples with whole weights in 16 bits, where they cannot overflow.
#pragma once
#include "csimd_halves.h"

VP vp_u16 vp_not_negative(vp_u16 v) {
#if defined(__AVX512BW__)
  return (vp_u16)_mm512_max_epi16((__m512i)v, _mm512_setzero_si512());
#elif defined(__AVX2__)
  return (vp_u16)_mm256_max_epi16((__m256i)v, _mm256_setzero_si256());
#else
  return (vp_u16)_mm_max_epi16((__m128i)v, _mm_setzero_si128());
#endif
}

/// Tap k weighs row(taps[3k])[x + i + taps[3k + 1]] by taps[3k + 2]. sum = bias + Σ. Raw: output = sum, two's complement.
/// Else output = min(⌊max(sum, 0) · multiplier / 2^16⌋ >> shift, limit); multiplier 0 stands for 2^16.
#define VP_CONVOLVE(name, input, load, output_type, store, is_raw)                                                                   \
  static inline void name(                                                                                                           \
      const void *const *rows, const intptr_t *taps, intptr_t count, intptr_t x, output_type *output, intptr_t n, uint16_t bias,     \
      uint16_t multiplier, uint16_t shift, uint16_t limit) {                                                                         \
    enum { L = VP_LANES };                                                                                                           \
    vp_u16 start = vp_splat(bias), by = vp_splat(multiplier), down = vp_splat(shift), most = vp_splat(limit);                        \
    intptr_t i = 0;                                                                                                                  \
    while (i < n && n >= L) {                                                                                                        \
      intptr_t at[4];                                                                                                                \
      vp_u16 sum[4];                                                                                                                 \
      for (int q = 0; q < 4; q++) at[q] = i + (q + 1) * L <= n ? i + q * L : n - L, sum[q] = start;                                  \
      for (intptr_t k = 0; k < count; k++) {                                                                                         \
        const input *p = (const input *)rows[taps[3 * k]] + x + taps[3 * k + 1];                                                     \
        vp_u16 weight = vp_splat((uint16_t)taps[3 * k + 2]);                                                                         \
        for (int q = 0; q < 4; q++) sum[q] = vp_add(sum[q], vp_mul(load(p + at[q]), weight));                                        \
      }                                                                                                                              \
      for (int q = 0; q < 4; q++) {                                                                                                  \
        vp_u16 v = sum[q];                                                                                                           \
        if (!(is_raw)) {                                                                                                             \
          v = vp_not_negative(v);                                                                                                    \
          if (multiplier) v = vp_shr(vp_mulhi(v, by), down);                                                                         \
          v = vp_min(v, most);                                                                                                       \
        }                                                                                                                            \
        store(output + at[q], v);                                                                                                    \
      }                                                                                                                              \
      i += 4 * L;                                                                                                                    \
    }                                                                                                                                \
    for (; i < n; i++) {                                                                                                             \
      uint16_t sum = bias;                                                                                                           \
      for (intptr_t k = 0; k < count; k++)                                                                                           \
        sum += (uint16_t)(((const input *)rows[taps[3 * k]])[x + i + taps[3 * k + 1]] * (uint32_t)taps[3 * k + 2]);                  \
      if (!(is_raw)) {                                                                                                               \
        if (sum >= 0x8000) sum = 0;                                                                                                  \
        if (multiplier) sum = (uint16_t)((uint32_t)sum * multiplier >> 16) >> shift;                                                 \
        if (sum > limit) sum = limit;                                                                                                \
      }                                                                                                                              \
      output[i] = (output_type)sum;                                                                                                  \
    }                                                                                                                                \
  }
VP_CONVOLVE(vp_convolve_8, uint8_t, vp_load_u8, uint8_t, vp_store_u8, 0)
VP_CONVOLVE(vp_convolve_16, uint16_t, vp_load_u16, uint16_t, vp_store_u16, 0)
VP_CONVOLVE(vp_convolve_8_raw, uint8_t, vp_load_u8, uint16_t, vp_store_u16, 1)
VP_CONVOLVE(vp_convolve_raw_8, uint16_t, vp_load_u16, uint8_t, vp_store_u8, 0)

/// output = clamp(p + ((amount · d + 128) >> 8)) with d = p − blur; p where |d| < threshold ≤ 255. |amount| < 2^14. n is at least VP_BYTES; the last vector may
/// overlap the one before. (64 · d · 2 · amount + 2^14) >> 15 is the rounded product.
static inline void vp_unsharp(const uint8_t *picture, const uint8_t *blur, uint8_t *output, intptr_t n, int16_t amount, int16_t threshold) {
  const vpr_words weight = vp_weight(64);
  const vp_u16 by = vp_splat((uint16_t)(2 * amount)), least = vp_splat((uint16_t)(64 * threshold));
  for (intptr_t i = 0; i < n; i += VP_BYTES) {
    intptr_t at = i + VP_BYTES <= n ? i : n - VP_BYTES;
    vpr_words p = vpr_load(picture + at);
    struct vp_halves d = vp_differences(p, vpr_load(blur + at), weight), whole = vp_wide(p);
    vp_u16 low = vp_mul_round((vp_u16)d.low, by), high = vp_mul_round((vp_u16)d.high, by);
    if (threshold > 0) {
      low &= (vp_u16)(vp_abs((vp_u16)d.low) >= least);
      high &= (vp_u16)(vp_abs((vp_u16)d.high) >= least);
    }
    vpr_store(output + at, VPR(packus_epi16)((vpr_words)((vp_u16)whole.low + low), (vpr_words)((vp_u16)whole.high + high)));
  }
}
