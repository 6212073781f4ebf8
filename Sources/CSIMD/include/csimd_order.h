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
