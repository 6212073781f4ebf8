// Order on whole vectors of samples: minima and maxima of rows and of columns, and medians by networks of them (csimd_order.inc, once per sample type).
#pragma once
#include "csimd.h"

#if defined(__AVX512BW__)
typedef uint8_t vp_u8 __attribute__((ext_vector_type(64)));
#elif defined(__AVX2__)
typedef uint8_t vp_u8 __attribute__((ext_vector_type(32)));
#else
typedef uint8_t vp_u8 __attribute__((ext_vector_type(16)));
#endif

/// The bytes `distance` places before and after those of a vector, of which `p` and `n` are the one before and the one after.
#if defined(__AVX512BW__)
#define VP_BEFORE(p, v, distance) _mm512_alignr_epi8((__m512i)(v), _mm512_alignr_epi64((__m512i)(v), (__m512i)(p), 6), 16 - (distance))
#define VP_AFTER(v, n, distance) _mm512_alignr_epi8(_mm512_alignr_epi64((__m512i)(n), (__m512i)(v), 2), (__m512i)(v), distance)
#elif defined(__AVX2__)
#define VP_BEFORE(p, v, distance) _mm256_alignr_epi8((__m256i)(v), _mm256_permute2x128_si256((__m256i)(p), (__m256i)(v), 0x21), 16 - (distance))
#define VP_AFTER(v, n, distance) _mm256_alignr_epi8(_mm256_permute2x128_si256((__m256i)(v), (__m256i)(n), 0x21), (__m256i)(v), distance)
#else
#define VP_BEFORE(p, v, distance) _mm_or_si128(_mm_slli_si128((__m128i)(v), distance), _mm_srli_si128((__m128i)(p), 16 - (distance)))
#define VP_AFTER(v, n, distance) _mm_or_si128(_mm_srli_si128((__m128i)(v), distance), _mm_slli_si128((__m128i)(n), 16 - (distance)))
#endif

// The lesser and the greater of lanes, as minima and maxima are, for networks that have many of them. Intel's processors have one port for minima and maxima of
// 64 bytes and another for comparisons into masks; blends go to either. Two exchanges of five by mask fill both, at 2.4 operations in place of 2. A processor
// with more ports for minima loses little. The comparison is an instruction by name: of one that it knows, the compiler makes minimum and maximum again.
#if defined(__AVX512BW__)
VP __mmask64 vp_below_8(vp_u8 a, vp_u8 b) { __mmask64 m; __asm__("vpcmpltub %2, %1, %0" : "=k"(m) : "v"(a), "v"(b)); return m; }
VP __mmask32 vp_below_16(vp_u16 a, vp_u16 b) { __mmask32 m; __asm__("vpcmpltuw %2, %1, %0" : "=k"(m) : "v"(a), "v"(b)); return m; }
VP vp_u8 vp_lesser_8(vp_u8 a, vp_u8 b) { return (vp_u8)_mm512_mask_blend_epi8(vp_below_8(a, b), (__m512i)b, (__m512i)a); }
VP vp_u8 vp_greater_8(vp_u8 a, vp_u8 b) { return (vp_u8)_mm512_mask_blend_epi8(vp_below_8(a, b), (__m512i)a, (__m512i)b); }
VP vp_u16 vp_lesser_16(vp_u16 a, vp_u16 b) { return (vp_u16)_mm512_mask_blend_epi16(vp_below_16(a, b), (__m512i)b, (__m512i)a); }
VP vp_u16 vp_greater_16(vp_u16 a, vp_u16 b) { return (vp_u16)_mm512_mask_blend_epi16(vp_below_16(a, b), (__m512i)a, (__m512i)b); }
#else
VP vp_u8 vp_lesser_8(vp_u8 a, vp_u8 b) { return __builtin_elementwise_min(a, b); }
VP vp_u8 vp_greater_8(vp_u8 a, vp_u8 b) { return __builtin_elementwise_max(a, b); }
VP vp_u16 vp_lesser_16(vp_u16 a, vp_u16 b) { return __builtin_elementwise_min(a, b); }
VP vp_u16 vp_greater_16(vp_u16 a, vp_u16 b) { return __builtin_elementwise_max(a, b); }
#endif

#define VP_SAMPLE uint8_t
#define VP_VECTOR vp_u8
#define VP_WITH_8(name) name##_8
#define VP_NAME(name) VP_WITH_8(name)
#define VP_PER_VECTOR VP_BYTES
#include "../templates/csimd_order.inc"
#undef VP_SAMPLE
#undef VP_VECTOR
#undef VP_NAME
#undef VP_PER_VECTOR

#define VP_SAMPLE uint16_t
#define VP_VECTOR vp_u16
#define VP_WITH_16(name) name##_16
#define VP_NAME(name) VP_WITH_16(name)
#define VP_PER_VECTOR VP_LANES
#include "../templates/csimd_order.inc"
#undef VP_SAMPLE
#undef VP_VECTOR
#undef VP_NAME
#undef VP_PER_VECTOR
