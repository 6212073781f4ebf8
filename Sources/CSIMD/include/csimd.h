// Vectors as wide as the level that this header is compiled for: 8 (SSE2), 16 (AVX2) or 32 (AVX-512BW) lanes of 16 bits.
// Only what plain loops do not compile well to: widening loads, saturating packs, high multiplies, roots of pairs.
#pragma once
#include <immintrin.h>
#include <stdint.h>

#define VP static inline __attribute__((always_inline))

#if defined(__AVX512BW__)
enum { VP_LANES = 32 };
typedef uint16_t vp_u16 __attribute__((ext_vector_type(32)));
VP vp_u16 vp_load_u8(const uint8_t *p) { return (vp_u16)_mm512_cvtepu8_epi16(_mm256_loadu_si256((const __m256i *)p)); }
/// Stores the low bytes; every lane is at most 255.
VP void vp_store_u8(uint8_t *p, vp_u16 v) { _mm256_storeu_si256((__m256i *)p, _mm512_cvtepi16_epi8((__m512i)v)); }
VP vp_u16 vp_mulhi(vp_u16 a, vp_u16 b) { return (vp_u16)_mm512_mulhi_epu16((__m512i)a, (__m512i)b); }
VP vp_u16 vp_abs(vp_u16 a) { return (vp_u16)_mm512_abs_epi16((__m512i)a); }
VP vp_u16 vp_min(vp_u16 a, vp_u16 b) { return (vp_u16)_mm512_min_epu16((__m512i)a, (__m512i)b); }
VP __m512i vp_root(__m512i n) {
  // n·rsqrt(n) is within 0.03 of the root for n < 2^18, so rounded it is at most one off; m² − m < n ≤ m² + m holds for the nearest m alone.
  __m512 f = _mm512_cvtepi32_ps(n);
  __m512i m = _mm512_cvtps_epi32(_mm512_mul_ps(f, _mm512_maskz_rsqrt14_ps(_mm512_test_epi32_mask(n, n), f)));
  __m512i d = _mm512_sub_epi32(n, _mm512_madd_epi16(m, m));
  __mmask16 up = _mm512_cmpgt_epi32_mask(d, m);
  __mmask16 down = _mm512_cmple_epi32_mask(_mm512_add_epi32(d, m), _mm512_setzero_si512()) & _mm512_test_epi32_mask(m, m);
  m = _mm512_mask_add_epi32(m, up, m, _mm512_set1_epi32(1));
  return _mm512_mask_sub_epi32(m, down, m, _mm512_set1_epi32(1));
}
/// round(√(a² + b²)) of lanes at most 361 apart from their sign being gone: a² + b² < 2^18.
VP vp_u16 vp_magnitude(vp_u16 a, vp_u16 b) {
  __m512i low = _mm512_unpacklo_epi16((__m512i)a, (__m512i)b), high = _mm512_unpackhi_epi16((__m512i)a, (__m512i)b);
  return (vp_u16)_mm512_packus_epi32(vp_root(_mm512_madd_epi16(low, low)), vp_root(_mm512_madd_epi16(high, high)));
}
#elif defined(__AVX2__)
enum { VP_LANES = 16 };
typedef uint16_t vp_u16 __attribute__((ext_vector_type(16)));
VP vp_u16 vp_load_u8(const uint8_t *p) { return (vp_u16)_mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)p)); }
VP void vp_store_u8(uint8_t *p, vp_u16 v) {
  __m256i packed = _mm256_packus_epi16((__m256i)v, (__m256i)v);
  _mm_storeu_si128((__m128i *)p, _mm256_castsi256_si128(_mm256_permute4x64_epi64(packed, 0xd8)));
}
VP vp_u16 vp_mulhi(vp_u16 a, vp_u16 b) { return (vp_u16)_mm256_mulhi_epu16((__m256i)a, (__m256i)b); }
VP vp_u16 vp_abs(vp_u16 a) { return (vp_u16)_mm256_abs_epi16((__m256i)a); }
VP vp_u16 vp_min(vp_u16 a, vp_u16 b) { return (vp_u16)_mm256_min_epu16((__m256i)a, (__m256i)b); }
VP __m256i vp_root(__m256i n) {
  // rsqrtps errs by 1.5·2^-12: within 0.14 of roots below 362, corrected as above. n = 0 gives 0·∞; the maximum with 1 avoids it, √0 follows by "down".
  __m256 f = _mm256_cvtepi32_ps(_mm256_max_epi32(n, _mm256_set1_epi32(1)));
  __m256i m = _mm256_cvtps_epi32(_mm256_mul_ps(f, _mm256_rsqrt_ps(f)));
  __m256i d = _mm256_sub_epi32(n, _mm256_madd_epi16(m, m));
  __m256i up = _mm256_cmpgt_epi32(d, m);
  __m256i down = _mm256_cmpgt_epi32(_mm256_set1_epi32(1), _mm256_add_epi32(d, m));
  return _mm256_add_epi32(_mm256_sub_epi32(m, up), down);
}
VP vp_u16 vp_magnitude(vp_u16 a, vp_u16 b) {
  __m256i low = _mm256_unpacklo_epi16((__m256i)a, (__m256i)b), high = _mm256_unpackhi_epi16((__m256i)a, (__m256i)b);
  return (vp_u16)_mm256_packus_epi32(vp_root(_mm256_madd_epi16(low, low)), vp_root(_mm256_madd_epi16(high, high)));
}
#else
enum { VP_LANES = 8 };
typedef uint16_t vp_u16 __attribute__((ext_vector_type(8)));
VP vp_u16 vp_load_u8(const uint8_t *p) {
  return (vp_u16)_mm_unpacklo_epi8(_mm_loadl_epi64((const __m128i *)p), _mm_setzero_si128());
}
VP void vp_store_u8(uint8_t *p, vp_u16 v) { _mm_storel_epi64((__m128i *)p, _mm_packus_epi16((__m128i)v, (__m128i)v)); }
VP vp_u16 vp_mulhi(vp_u16 a, vp_u16 b) { return (vp_u16)_mm_mulhi_epu16((__m128i)a, (__m128i)b); }
VP vp_u16 vp_abs(vp_u16 a) { return (vp_u16)_mm_max_epi16((__m128i)a, _mm_sub_epi16(_mm_setzero_si128(), (__m128i)a)); }
/// SSE2 has only the signed minimum: lanes below 2^15.
VP vp_u16 vp_min(vp_u16 a, vp_u16 b) { return (vp_u16)_mm_min_epi16((__m128i)a, (__m128i)b); }
VP __m128i vp_root(__m128i n) {
  __m128i isZero = _mm_cmpeq_epi32(n, _mm_setzero_si128());
  __m128 f = _mm_cvtepi32_ps(_mm_sub_epi32(n, isZero));  // 1 for 0
  __m128i m = _mm_cvtps_epi32(_mm_mul_ps(f, _mm_rsqrt_ps(f)));
  __m128i d = _mm_sub_epi32(n, _mm_madd_epi16(m, m));
  __m128i up = _mm_cmpgt_epi32(d, m);
  __m128i down = _mm_cmpgt_epi32(_mm_set1_epi32(1), _mm_add_epi32(d, m));
  return _mm_add_epi32(_mm_sub_epi32(m, up), down);
}
VP vp_u16 vp_magnitude(vp_u16 a, vp_u16 b) {
  __m128i low = _mm_unpacklo_epi16((__m128i)a, (__m128i)b), high = _mm_unpackhi_epi16((__m128i)a, (__m128i)b);
  return (vp_u16)_mm_packs_epi32(vp_root(_mm_madd_epi16(low, low)), vp_root(_mm_madd_epi16(high, high)));
}
#endif

VP vp_u16 vp_load_u16(const uint16_t *p) { vp_u16 v; __builtin_memcpy(&v, p, sizeof v); return v; }
VP void vp_store_u16(uint16_t *p, vp_u16 v) { __builtin_memcpy(p, &v, sizeof v); }
VP vp_u16 vp_splat(uint16_t a) { return (vp_u16)a; }
VP vp_u16 vp_add(vp_u16 a, vp_u16 b) { return a + b; }
VP vp_u16 vp_sub(vp_u16 a, vp_u16 b) { return a - b; }
VP vp_u16 vp_mul(vp_u16 a, vp_u16 b) { return a * b; }
VP vp_u16 vp_shl(vp_u16 a, vp_u16 b) { return a << b; }
VP vp_u16 vp_shr(vp_u16 a, vp_u16 b) { return a >> b; }
