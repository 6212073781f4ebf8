// Scores of Harris corners from 16-bit gradients: sums of products in 32 bits, the scores in 64.
#pragma once
#include "csimd.h"

#if defined(__AVX512BW__)
#define VPR_OR(a, b) _mm512_or_si512(a, b)
#define VPR_ABS(a) _mm512_abs_epi32(a)
VP uint8_t vpr_any(vpr_words v) { return _mm512_test_epi32_mask(v, v) != 0; }
VP uint32_t vpr_greater(vpr_words a, vpr_words b) { return _mm512_cmpgt_epi32_mask(a, b); }
#elif defined(__AVX2__)
#define VPR_OR(a, b) _mm256_or_si256(a, b)
#define VPR_ABS(a) _mm256_abs_epi32(a)
VP uint8_t vpr_any(vpr_words v) { return !_mm256_testz_si256(v, v); }
VP uint32_t vpr_greater(vpr_words a, vpr_words b) { return (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpgt_epi32(a, b))); }
#else
#define VPR_OR(a, b) _mm_or_si128(a, b)
#define VPR_ABS(a) _mm_sub_epi32(_mm_xor_si128(a, _mm_srai_epi32(a, 31)), _mm_srai_epi32(a, 31))
VP uint8_t vpr_any(vpr_words v) { return _mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_setzero_si128())) != 0xFFFF; }
VP uint32_t vpr_greater(vpr_words a, vpr_words b) { return (uint32_t)_mm_movemask_ps(_mm_castsi128_ps(_mm_cmpgt_epi32(a, b))); }
#endif

/// gx and gy of the Sobel operators of the middle of three rows, which can be read one sample beyond both ends. isStrong[b] says whether |gx| + |gy| is `least` or
/// more anywhere in vector b. Rows and outputs may be touched for a whole vector beyond `count`.
VP void vp_harris_gradients(const uint8_t *above, const uint8_t *middle, const uint8_t *below, int least, int16_t *gx, int16_t *gy, uint8_t *isStrong,
                            intptr_t count) {
  const vpr_words limit = VPR(set1_epi16)((short)(least - 1));
  for (intptr_t x = 0; x < count; x += VP_LANES) {
    vp_u16 a0 = vp_load_u8(above + x - 1), a1 = vp_load_u8(above + x), a2 = vp_load_u8(above + x + 1);
    vp_u16 b0 = vp_load_u8(below + x - 1), b1 = vp_load_u8(below + x), b2 = vp_load_u8(below + x + 1);
    vp_u16 across = vp_load_u8(middle + x + 1) - vp_load_u8(middle + x - 1), down = b1 - a1, rising = b2 - a0, falling = a2 - b0;
    vp_u16 h = rising + falling + across + across, v = rising - falling + down + down;
    vp_store_u16((uint16_t *)gx + x, h);
    vp_store_u16((uint16_t *)gy + x, v);
    isStrong[x / VP_LANES] = vpr_any(VPR(subs_epu16)((vpr_words)(vp_abs(h) + vp_abs(v)), limit));
  }
}

/// (25 (a·b − c²) − (a + b)²) >> 20, 32 bits a lane; a and b below 2^24, |c| not above them.
VP vpr_words vp_harris_score(vpr_words a, vpr_words b, vpr_words c) {
  c = VPR_ABS(c);
  vpr_words s = VPR(add_epi32)(a, b);
  // Times 25: below 2^29.
  vpr_words a25 = VPR(add_epi32)(VPR(add_epi32)(VPR(slli_epi32)(a, 4), VPR(slli_epi32)(a, 3)), a);
  vpr_words c25 = VPR(add_epi32)(VPR(add_epi32)(VPR(slli_epi32)(c, 4), VPR(slli_epi32)(c, 3)), c);
#define VP_ODD(v) VPR(srli_epi64)(v, 32)
  vpr_words even = VPR(sub_epi64)(VPR(sub_epi64)(VPR(mul_epu32)(a25, b), VPR(mul_epu32)(c25, c)), VPR(mul_epu32)(s, s));
  vpr_words odd = VPR(mul_epu32)(VP_ODD(a25), VP_ODD(b));
  odd = VPR(sub_epi64)(VPR(sub_epi64)(odd, VPR(mul_epu32)(VP_ODD(c25), VP_ODD(c))), VPR(mul_epu32)(VP_ODD(s), VP_ODD(s)));
#undef VP_ODD
  // Bits 20 to 51: the score is above −2^30 and below 2^31.
  const vpr_words upper = VPR(slli_epi64)(VPR(set1_epi32)(-1), 32);
  return VPR_OR(VPR_AND(VPR(slli_epi64)(odd, 12), upper), VPR(srli_epi64)(VPR(slli_epi64)(even, 12), 32));
}

/// Scores of a row from gradients and isStrong of the row above, of its own and of the row below: rows of gradients can be read one sample beyond both ends,
/// isStrong one vector. Vectors without a strong one near are 0. A vector may be written beyond `count`.
VP void vp_harris_scores(const int16_t *const *gx, const int16_t *const *gy, const uint8_t *const *isStrong, int32_t *output, intptr_t count) {
  const vpr_words first = VPR(set1_epi32)(0xFFFF), zero = VPR(set1_epi32)(0);
  for (intptr_t x = 0; x < count; x += VP_LANES) {
    const intptr_t at = x / VP_LANES;
    int isNear = 0;
    for (int k = 0; k < 3; k++) isNear |= isStrong[k][at - 1] | isStrong[k][at] | isStrong[k][at + 1];
    if (!isNear) {
      vpr_store(output + x, zero), vpr_store(output + x + VP_LANES / 2, zero);
      continue;
    }
    // Even and odd samples by themselves: a pair that begins one before, and the own one's odd half; the own one's even half, and a pair that begins one after.
    vpr_words xx0 = zero, yy0 = zero, xy0 = zero, xx1 = zero, yy1 = zero, xy1 = zero;
#define VP_SUM(sum, a, b) sum = VPR(add_epi32)(sum, VPR(madd_epi16)(a, b))
    for (int k = 0; k < 3; k++) {
      const int16_t *p = gx[k] + x, *q = gy[k] + x;
      vpr_words p0 = vpr_load(p - 1), p1 = vpr_load(p), p2 = vpr_load(p + 1), q0 = vpr_load(q - 1), q1 = vpr_load(q), q2 = vpr_load(q + 1);
      vpr_words pEven = VPR_AND(p1, first), qEven = VPR_AND(q1, first), pOdd = VPR_XOR(p1, pEven), qOdd = VPR_XOR(q1, qEven);
      VP_SUM(xx0, p0, p0); VP_SUM(xx0, pOdd, pOdd); VP_SUM(xx1, p2, p2); VP_SUM(xx1, pEven, pEven);
      VP_SUM(yy0, q0, q0); VP_SUM(yy0, qOdd, qOdd); VP_SUM(yy1, q2, q2); VP_SUM(yy1, qEven, qEven);
      VP_SUM(xy0, p0, q0); VP_SUM(xy0, pOdd, qOdd); VP_SUM(xy1, p2, q2); VP_SUM(xy1, pEven, qEven);
    }
#undef VP_SUM
    vpr_words even = vp_harris_score(xx0, yy0, xy0), odd = vp_harris_score(xx1, yy1, xy1);
    vpr_store_sums(output + x, VPR(unpacklo_epi32)(even, odd), VPR(unpackhi_epi32)(even, odd));
  }
}

/// Columns of the peaks of the middle one of three rows of scores, as vp_byte_peaks.
VP intptr_t vp_score_peaks(const int32_t *above, const int32_t *middle, const int32_t *below, int32_t floor, uint32_t *columns, intptr_t count) {
  enum { N = VP_LANES / 2 };
  const vpr_words least = VPR(set1_epi32)(floor);
  intptr_t found = 0;
  for (intptr_t x = 0; x < count; x += N) {
    const vpr_words score = vpr_load(middle + x);
    uint32_t bits = vpr_greater(score, least);
    if (!bits) continue;
    for (int k = -1; k < 2; k++) bits &= vpr_greater(score, vpr_load(above + x + k)) & ~vpr_greater(vpr_load(below + x + k), score);
    bits &= vpr_greater(score, vpr_load(middle + x - 1)) & ~vpr_greater(vpr_load(middle + x + 1), score);
    if (count - x < N) bits &= (1u << (count - x)) - 1;
    for (; bits; bits &= bits - 1) columns[found++] = (uint32_t)(x + __builtin_ctz(bits));
  }
  return found;
}
