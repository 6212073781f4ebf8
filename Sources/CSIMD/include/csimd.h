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
/// output[i] = values[input[i]] for as many whole vectors as `count` holds; returns how many samples that was. `values` are 256 words of at most 255.
/// Four looks at 64 words each; the two top bits of the index choose among them.
VP intptr_t vp_look_up(const uint16_t *values, const uint8_t *input, uint8_t *output, intptr_t count) {
  __m512i part[8];
  for (int k = 0; k < 8; k++) part[k] = _mm512_loadu_si512(values + 32 * k);
  intptr_t i = 0;
  for (; i + 32 <= count; i += 32) {
    __m512i index = _mm512_cvtepu8_epi16(_mm256_loadu_si256((const __m256i *)(input + i)));
    __mmask32 bit6 = _mm512_test_epi16_mask(index, _mm512_set1_epi16(64)), bit7 = _mm512_test_epi16_mask(index, _mm512_set1_epi16(128));
    __m512i low = _mm512_mask_blend_epi16(
        bit6, _mm512_permutex2var_epi16(part[0], index, part[1]), _mm512_permutex2var_epi16(part[2], index, part[3]));
    __m512i high = _mm512_mask_blend_epi16(
        bit6, _mm512_permutex2var_epi16(part[4], index, part[5]), _mm512_permutex2var_epi16(part[6], index, part[7]));
    _mm256_storeu_si256((__m256i *)(output + i), _mm512_cvtepi16_epi8(_mm512_mask_blend_epi16(bit7, low, high)));
  }
  return i;
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
/// None: sixteen byte shuffles with their masks came to the time of scalar loads (0.41 and 0.43 ms for a 1080p plane).
VP intptr_t vp_look_up(const uint16_t *values, const uint8_t *input, uint8_t *output, intptr_t count) {
  (void)values, (void)input, (void)output, (void)count;
  return 0;
}
#else
enum { VP_LANES = 8 };
/// SSE2 has no byte shuffle: none.
VP intptr_t vp_look_up(const uint16_t *values, const uint8_t *input, uint8_t *output, intptr_t count) {
  (void)values, (void)input, (void)output, (void)count;
  return 0;
}
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

#include "colour.h"
#include "resize.h"
#include "transpose.h"
#include "warp.h"
#include "frames.h"
#include "mix.h"
