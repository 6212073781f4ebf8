// Lengths of gradients and Laplacians of samples in words, where differences fit signed words: sobel up to 12 bits, scharr up to 10.
#pragma once
#include "csimd.h"

typedef float vp_f32 __attribute__((ext_vector_type(VP_LANES / 2)));
/// √f, off by less than 0.01 up to 32767.
#if defined(__AVX512BW__) || defined(__AVX2__)
VP vp_f32 vp_word_root_near(vp_f32 f) {
  // A step of Newton's for the root; 0.5 keeps the estimate for 0 finite.
  const vp_f32 least = __builtin_elementwise_max(f, (vp_f32)0.5f);
#if defined(__AVX512BW__)
  const vp_f32 y = (vp_f32)_mm512_rsqrt14_ps((__m512)least);
#else
  const vp_f32 y = (vp_f32)_mm256_rsqrt_ps((__m256)least);
#endif
  const vp_f32 s = f * y;
  return s + (f - s * s) * (y * 0.5f);
}
VP vp_i32 vp_rounded(vp_f32 f) {
#if defined(__AVX512BW__)
  return (vp_i32)_mm512_cvtps_epi32((__m512)f);
#else
  return (vp_i32)_mm256_cvtps_epi32((__m256)f);
#endif
}
#else
VP vp_f32 vp_word_root_near(vp_f32 f) { return (vp_f32)_mm_sqrt_ps((__m128)f); }
VP vp_i32 vp_rounded(vp_f32 f) { return (vp_i32)_mm_cvtps_epi32((__m128)f); }
#endif

/// √n rounded to nearest, n below 2^31; beyond 32767 anything from there on. Rounding what lies a quarter below the estimate gives the answer or the whole number
/// below that: c + 1 is nearer where n > c² + c. (vp_root_nearest of csimd_gradient.h does so in 16 bits.)
VP vpr_words vp_word_root(vp_i32 n) {
  const vp_f32 f = __builtin_elementwise_min(__builtin_convertvector(n, vp_f32), (vp_f32)(32767.f * 32767.f));
  const vp_i32 c = vp_rounded(vp_word_root_near(f) - 0.25f), product = (vp_i32)VPR(madd_epi16)((vpr_words)c, (vpr_words)(c + 1));
  return (vpr_words)(c - (n > product));
}

/// Magnitudes, none negative, cut at `limit` and raised by `black`.
VP void vp_put_word_magnitudes(uint16_t *output, vp_u16 magnitudes, vp_u16 limit, vp_u16 black) {
  vp_store_u16(output, (vp_u16)VPR(min_epi16)((vpr_words)magnitudes, (vpr_words)limit) + black);
}

/// As vp_gradient of csimd_gradient.h: n is at least VP_LANES, the columns before the first and after the last are read. Whatever the weights,
/// (2 · side + centre) · the largest sample is below 2^15.
VP void vp_gradient_words(
    const uint16_t *above, const uint16_t *middle, const uint16_t *below, uint16_t *output, intptr_t n, int side, int centre, uint16_t limit, uint16_t black) {
  const vp_u16 outer = vp_splat((uint16_t)side), inner = vp_splat((uint16_t)centre), most = vp_splat(limit), least = vp_splat(black);
  const intptr_t last = n - VP_LANES;
  for (intptr_t x = 0; x < n; x += VP_LANES) {
    const intptr_t at = x < last ? x : last;
    // The corners are in both components: (a2 − a0) + (b2 − b0) and (b0 − a0) + (b2 − a2).
    const vp_u16 rising = vp_load_u16(below + at + 1) - vp_load_u16(above + at - 1), falling = vp_load_u16(above + at + 1) - vp_load_u16(below + at - 1);
    const vp_u16 across = vp_load_u16(middle + at + 1) - vp_load_u16(middle + at - 1), down = vp_load_u16(below + at) - vp_load_u16(above + at);
    const vpr_words gx = (vpr_words)((rising + falling) * outer + across * inner), gy = (vpr_words)((rising - falling) * outer + down * inner);
    const vpr_words first = VPR(unpacklo_epi16)(gx, gy), second = VPR(unpackhi_epi16)(gx, gy);
    const vpr_words a = vp_word_root((vp_i32)VPR(madd_epi16)(first, first)), b = vp_word_root((vp_i32)VPR(madd_epi16)(second, second));
    vp_put_word_magnitudes(output + at, (vp_u16)VPR(packs_epi32)(a, b), most, least);
  }
}

/// Four times the largest sample is below 2^15.
VP void vp_laplacian_words(
    const uint16_t *above, const uint16_t *middle, const uint16_t *below, uint16_t *output, intptr_t n, uint16_t limit, uint16_t black) {
  const vp_u16 most = vp_splat(limit), least = vp_splat(black);
  const intptr_t last = n - VP_LANES;
  for (intptr_t x = 0; x < n; x += VP_LANES) {
    const intptr_t at = x < last ? x : last;
    const vp_u16 around = vp_load_u16(above + at) + vp_load_u16(below + at) + vp_load_u16(middle + at - 1) + vp_load_u16(middle + at + 1);
    vp_put_word_magnitudes(output + at, vp_abs(around - (vp_load_u16(middle + at) << 2)), most, least);
  }
}
