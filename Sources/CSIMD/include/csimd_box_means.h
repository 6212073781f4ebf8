// Means of windows in one step: running sums of the rows in 16 bits, then sums of columns of them, divided.
#pragma once
#include "csimd.h"

/// A window and its division. Sums of its rows are below 2^15.
struct vp_box {
  /// Rows of a call that does not continue: those of the window, and before them the one that leaves it.
  intptr_t rows;
  /// To the left and right.
  intptr_t radius;
  /// Columns of the plane.
  intptr_t width;
  /// Bytes between the parts of the state: sums of rows from `radius` columns before the span on, and their prefix sums up to even and to odd columns.
  intptr_t part;
  /// ⌊(sum + bias) · inverse⌋, exact for all sums that there are.
  float bias, inverse;
  /// Where not 0: (sum + half) · multiplier >> 16 >> shift is the same, all in 16 bits.
  uint16_t multiplier, half, shift;
};

typedef float vp_f32 __attribute__((ext_vector_type(VP_LANES / 2)));
VP vp_i32 vp_take_32(const int32_t *p) { vp_i32 v; __builtin_memcpy(&v, p, sizeof v); return v; }
VP void vp_put_32(int32_t *p, vp_i32 v) { __builtin_memcpy(p, &v, sizeof v); }

/// Sums of lanes 0…i in lane i; `carry`, the same in all lanes, is added and becomes the last of them.
VP vp_i32 vp_prefix_wide(vp_i32 v, vp_i32 *carry) {
#if defined(__AVX512BW__)
  __m512i s = (__m512i)v;
  s = _mm512_add_epi32(s, _mm512_bslli_epi128(s, 4));
  s = _mm512_add_epi32(s, _mm512_bslli_epi128(s, 8));
  // Quarters 1 and 3 take the last of 0 and 2, then 2 and 3 that of 1.
  s = _mm512_add_epi32(s, _mm512_maskz_permutexvar_epi32(0xf0f0, _mm512_mask_blend_epi32(0xff00, _mm512_set1_epi32(3), _mm512_set1_epi32(11)), s));
  s = _mm512_add_epi32(s, _mm512_maskz_permutexvar_epi32(0xff00, _mm512_set1_epi32(7), s));
  vp_i32 total = (vp_i32)_mm512_permutexvar_epi32(_mm512_set1_epi32(15), s);
#elif defined(__AVX2__)
  __m256i s = (__m256i)v;
  s = _mm256_add_epi32(s, _mm256_bslli_epi128(s, 4));
  s = _mm256_add_epi32(s, _mm256_bslli_epi128(s, 8));
  s = _mm256_add_epi32(s, _mm256_shuffle_epi32(_mm256_permute2x128_si256(s, s, 0x08), 0xff));
  vp_i32 total = (vp_i32)_mm256_permutevar8x32_epi32(s, _mm256_set1_epi32(7));
#else
  __m128i s = (__m128i)v;
  s = _mm_add_epi32(s, _mm_slli_si128(s, 4));
  s = _mm_add_epi32(s, _mm_slli_si128(s, 8));
  vp_i32 total = (vp_i32)_mm_shuffle_epi32(s, 0xff);
#endif
  vp_i32 result = (vp_i32)s + *carry;
  *carry += total;
  return result;
}

#define VP_SAMPLE uint8_t
#define VP_NAME(name) name##_8
#define VP_LOAD vp_load_u8
#define VP_STORE vp_store_u8
#include "../templates/csimd_box.inc"
#undef VP_SAMPLE
#undef VP_NAME
#undef VP_LOAD
#undef VP_STORE

#define VP_SAMPLE uint16_t
#define VP_NAME(name) name##_16
#define VP_LOAD vp_load_u16
#define VP_STORE vp_store_u16
#include "../templates/csimd_box.inc"
#undef VP_SAMPLE
#undef VP_NAME
#undef VP_LOAD
#undef VP_STORE
