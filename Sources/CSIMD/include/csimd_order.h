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
