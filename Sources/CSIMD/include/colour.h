// Weighted sums of three samples in the level's own width.
#pragma once
#include "csimd.h"

/// (a · k0 + b · k1 + c · k2 + offset) >> shift in 32 bits a lane, cut to 0...maximum. Samples are below 2^15; `k01` holds k0 in its low and k1 in its
/// high half, `k2` only a low half.
#if defined(__AVX512BW__)
VP vp_u16 vp_affine(vp_u16 a, vp_u16 b, vp_u16 c, int32_t k01, int32_t k2, int32_t offset, int32_t shift, int16_t maximum) {
  __m512i ab = _mm512_set1_epi32(k01), cz = _mm512_set1_epi32(k2), half = _mm512_set1_epi32(offset), zero = _mm512_setzero_si512();
  __m128i count = _mm_cvtsi32_si128(shift);
  __m512i low = _mm512_add_epi32(
      _mm512_madd_epi16(_mm512_unpacklo_epi16((__m512i)a, (__m512i)b), ab), _mm512_madd_epi16(_mm512_unpacklo_epi16((__m512i)c, zero), cz));
  __m512i high = _mm512_add_epi32(
      _mm512_madd_epi16(_mm512_unpackhi_epi16((__m512i)a, (__m512i)b), ab), _mm512_madd_epi16(_mm512_unpackhi_epi16((__m512i)c, zero), cz));
  low = _mm512_sra_epi32(_mm512_add_epi32(low, half), count);
  high = _mm512_sra_epi32(_mm512_add_epi32(high, half), count);
  return (vp_u16)_mm512_min_epi16(_mm512_max_epi16(_mm512_packs_epi32(low, high), zero), _mm512_set1_epi16(maximum));
}
#elif defined(__AVX2__)
VP vp_u16 vp_affine(vp_u16 a, vp_u16 b, vp_u16 c, int32_t k01, int32_t k2, int32_t offset, int32_t shift, int16_t maximum) {
  __m256i ab = _mm256_set1_epi32(k01), cz = _mm256_set1_epi32(k2), half = _mm256_set1_epi32(offset), zero = _mm256_setzero_si256();
  __m128i count = _mm_cvtsi32_si128(shift);
  __m256i low = _mm256_add_epi32(
      _mm256_madd_epi16(_mm256_unpacklo_epi16((__m256i)a, (__m256i)b), ab), _mm256_madd_epi16(_mm256_unpacklo_epi16((__m256i)c, zero), cz));
  __m256i high = _mm256_add_epi32(
      _mm256_madd_epi16(_mm256_unpackhi_epi16((__m256i)a, (__m256i)b), ab), _mm256_madd_epi16(_mm256_unpackhi_epi16((__m256i)c, zero), cz));
  low = _mm256_sra_epi32(_mm256_add_epi32(low, half), count);
  high = _mm256_sra_epi32(_mm256_add_epi32(high, half), count);
  return (vp_u16)_mm256_min_epi16(_mm256_max_epi16(_mm256_packs_epi32(low, high), zero), _mm256_set1_epi16(maximum));
}
#else
VP vp_u16 vp_affine(vp_u16 a, vp_u16 b, vp_u16 c, int32_t k01, int32_t k2, int32_t offset, int32_t shift, int16_t maximum) {
  __m128i ab = _mm_set1_epi32(k01), cz = _mm_set1_epi32(k2), half = _mm_set1_epi32(offset), zero = _mm_setzero_si128();
  __m128i count = _mm_cvtsi32_si128(shift);
  __m128i low = _mm_add_epi32(
      _mm_madd_epi16(_mm_unpacklo_epi16((__m128i)a, (__m128i)b), ab), _mm_madd_epi16(_mm_unpacklo_epi16((__m128i)c, zero), cz));
  __m128i high = _mm_add_epi32(
      _mm_madd_epi16(_mm_unpackhi_epi16((__m128i)a, (__m128i)b), ab), _mm_madd_epi16(_mm_unpackhi_epi16((__m128i)c, zero), cz));
  low = _mm_sra_epi32(_mm_add_epi32(low, half), count);
  high = _mm_sra_epi32(_mm_add_epi32(high, half), count);
  return (vp_u16)_mm_min_epi16(_mm_max_epi16(_mm_packs_epi32(low, high), zero), _mm_set1_epi16(maximum));
}
#endif
