// Vectors as wide as the level that this header is compiled for: 8 (SSE2), 16 (AVX2) or 32 (AVX-512BW) lanes of 16 bits.
// Only what plain loops do not compile well to: widening loads, saturating packs, high multiplies.
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
typedef int32_t vp_i32 __attribute__((ext_vector_type(VP_LANES / 2)));
typedef uint32_t vp_u32 __attribute__((ext_vector_type(VP_LANES / 2)));

/// What stands for `index` in 0 ..< count, mirrored at the edges without repeating them.
VP intptr_t vp_mirrored(intptr_t index, intptr_t count) {
  if (index >= 0 && index < count) return index;
  if (count == 1) return 0;
  intptr_t period = 2 * (count - 1), folded = index % period;
  if (folded < 0) folded += period;
  return folded < count ? folded : period - folded;
}

/// Asks for what a kernel that reads a plane straight on will read 4 KB later. The processor finds streams by itself, but within a page alone; a request
/// 2 KB ahead and one 4 KB ahead serve alike, 1 KB comes late. A hint, which may point anywhere.
VP void vp_ask(const void *p) { __builtin_prefetch((const void *)((uintptr_t)p + 4096)); }

#include "colour.h"
#include "resize.h"
#include "resize_bytes.h"
#include "transpose.h"
#include "warp.h"
#include "frames.h"
#include "mix.h"

/// Sums of the products of neighbouring lanes, signed.
VP vp_i32 vp_pair_products(vp_u16 a, vp_u16 b) { return (vp_i32)VPR(madd_epi16)((vpr_words)a, (vpr_words)b); }
/// (a · b + 2^14) >> 15, signed.
VP vp_u16 vp_mul_round(vp_u16 a, vp_u16 b) {
#if defined(__AVX2__)
  return (vp_u16)VPR(mulhrs_epi16)((vpr_words)a, (vpr_words)b);
#else
  // SSE2 has no such instruction: twice the high half, and the two top bits of the low half, halved and rounded.
  __m128i high = _mm_mulhi_epi16((__m128i)a, (__m128i)b), low = _mm_srli_epi16(_mm_mullo_epi16((__m128i)a, (__m128i)b), 14);
  return (vp_u16)_mm_add_epi16(_mm_add_epi16(high, high), _mm_avg_epu16(low, _mm_setzero_si128()));
#endif
}
