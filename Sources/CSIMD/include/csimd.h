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
/// round(√n) for n < 2^18: an estimate and one Newton step, off by less than 10^-4, where no root lies nearer than 1/2900 to a half. 1/16 stands for 0.
VP __m512i vp_root(__m512i n) {
  __m512 f = _mm512_max_ps(_mm512_cvtepi32_ps(n), _mm512_set1_ps(0.0625f)), y = _mm512_rsqrt14_ps(f), s = _mm512_mul_ps(f, y);
  return _mm512_cvtps_epi32(_mm512_fmadd_ps(_mm512_fnmadd_ps(s, s, f), _mm512_mul_ps(y, _mm512_set1_ps(0.5f)), s));
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
  __m256 f = _mm256_max_ps(_mm256_cvtepi32_ps(n), _mm256_set1_ps(0.0625f)), y = _mm256_rsqrt_ps(f), s = _mm256_mul_ps(f, y);
  return _mm256_cvtps_epi32(_mm256_fmadd_ps(_mm256_fnmadd_ps(s, s, f), _mm256_mul_ps(y, _mm256_set1_ps(0.5f)), s));
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
/// The divider's own root is correctly rounded and runs beside the multiplies; at four lanes it beats the estimate.
VP __m128i vp_root(__m128i n) { return _mm_cvtps_epi32(_mm_sqrt_ps(_mm_cvtepi32_ps(n))); }
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
VP vp_u16 vp_and(vp_u16 a, vp_u16 b) { return a & b; }
/// a where the lane of `mask` is all ones, b where it is 0.
VP vp_u16 vp_select(vp_u16 mask, vp_u16 a, vp_u16 b) { return (a & mask) | (b & ~mask); }
/// Bytes of a vector of the level.
enum { VP_BYTES = sizeof(vp_u16) };

#include "colour.h"
#include "resize.h"
#include "transpose.h"
#include "warp.h"
#include "frames.h"
