// Lengths of gradients and Laplacians of samples in words, where differences fit signed words: sobel up to 12 bits, scharr up to 10.
#pragma once
#include "csimd.h"

/// √n rounded to nearest, n below 2^31; beyond 32767 anything from there on. The estimate is off by less than 0.01, so that rounding what lies a quarter
/// below it gives the answer or the whole number below that: c + 1 is nearer where n > c² + c.
VP vpr_words vp_word_root(vpr_words n) {
#if defined(__AVX512BW__)
  const __m512 f = _mm512_min_ps(_mm512_cvtepi32_ps(n), _mm512_set1_ps(32767.f * 32767.f));
  // A step of Newton's for the root; 0.5 keeps the estimate for 0 finite.
  const __m512 y = _mm512_rsqrt14_ps(_mm512_max_ps(f, _mm512_set1_ps(0.5f))), s = _mm512_mul_ps(f, y);
  const __m512 root = _mm512_fmadd_ps(_mm512_fnmadd_ps(s, s, f), _mm512_mul_ps(y, _mm512_set1_ps(0.5f)), s);
  const __m512i one = _mm512_set1_epi32(1), c = _mm512_cvtps_epi32(_mm512_sub_ps(root, _mm512_set1_ps(0.25f))), next = _mm512_add_epi32(c, one);
  return _mm512_mask_mov_epi32(c, _mm512_cmpgt_epi32_mask(n, _mm512_madd_epi16(c, next)), next);
#elif defined(__AVX2__)
  const __m256 f = _mm256_min_ps(_mm256_cvtepi32_ps(n), _mm256_set1_ps(32767.f * 32767.f));
  const __m256 y = _mm256_rsqrt_ps(_mm256_max_ps(f, _mm256_set1_ps(0.5f))), s = _mm256_mul_ps(f, y);
  const __m256 root = _mm256_fmadd_ps(_mm256_fnmadd_ps(s, s, f), _mm256_mul_ps(y, _mm256_set1_ps(0.5f)), s);
  const __m256i c = _mm256_cvtps_epi32(_mm256_sub_ps(root, _mm256_set1_ps(0.25f)));
  return _mm256_sub_epi32(c, _mm256_cmpgt_epi32(n, _mm256_madd_epi16(c, _mm256_add_epi32(c, _mm256_set1_epi32(1)))));
#else
  const __m128 root = _mm_sqrt_ps(_mm_min_ps(_mm_cvtepi32_ps(n), _mm_set1_ps(32767.f * 32767.f)));
  const __m128i c = _mm_cvtps_epi32(_mm_sub_ps(root, _mm_set1_ps(0.25f)));
  return _mm_sub_epi32(c, _mm_cmpgt_epi32(n, _mm_madd_epi16(c, _mm_add_epi32(c, _mm_set1_epi32(1)))));
#endif
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
    const vpr_words a = vp_word_root(VPR(madd_epi16)(first, first)), b = vp_word_root(VPR(madd_epi16)(second, second));
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
