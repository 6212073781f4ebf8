// Rows turned into columns, and rows turned round, in vectors of the level's own width.
#pragma once
#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#define VPT static inline __attribute__((always_inline))
#define VP_UNROLL _Pragma("clang loop unroll(full)")

#if defined(__AVX512BW__)
enum { VP_GROUPS = 4 };
typedef __m512i vpt_block;
/// 16 bytes of each of four rows, one row to a quarter of the vector.
VPT vpt_block vpt_load(const uint8_t *p, intptr_t step) {
  __m512i v = _mm512_castsi128_si512(_mm_loadu_si128((const __m128i *)p));
  v = _mm512_inserti32x4(v, _mm_loadu_si128((const __m128i *)(p + step)), 1);
  v = _mm512_inserti32x4(v, _mm_loadu_si128((const __m128i *)(p + 2 * step)), 2);
  return _mm512_inserti32x4(v, _mm_loadu_si128((const __m128i *)(p + 3 * step)), 3);
}
VPT void vpt_store(uint8_t *p, vpt_block v) { _mm512_storeu_si512(p, v); }
#define VPT_OP(name) _mm512_##name
#elif defined(__AVX2__)
enum { VP_GROUPS = 2 };
typedef __m256i vpt_block;
VPT vpt_block vpt_load(const uint8_t *p, intptr_t step) {
  return _mm256_inserti128_si256(
      _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)p)), _mm_loadu_si128((const __m128i *)(p + step)), 1);
}
VPT void vpt_store(uint8_t *p, vpt_block v) { _mm256_storeu_si256((__m256i *)p, v); }
#define VPT_OP(name) _mm256_##name
#else
enum { VP_GROUPS = 1 };
typedef __m128i vpt_block;
VPT vpt_block vpt_load(const uint8_t *p, intptr_t step) { (void)step; return _mm_loadu_si128((const __m128i *)p); }
VPT void vpt_store(uint8_t *p, vpt_block v) { _mm_storeu_si128((__m128i *)p, v); }
#define VPT_OP(name) _mm_##name
#endif

/// 16 columns of 16 · VP_GROUPS rows. Four perfect shuffles of 16 vectors are a transposition.
VPT void vpt_tile8(const uint8_t *source, intptr_t stride, uint8_t *target, intptr_t pitch) {
  vpt_block a[16], b[16];
  VP_UNROLL for (int i = 0; i < 16; i++) a[i] = vpt_load(source + i * stride, 16 * stride);
  VP_UNROLL for (int stage = 0; stage < 4; stage++) {
    VP_UNROLL for (int i = 0; i < 8; i++) {
      b[2 * i] = VPT_OP(unpacklo_epi8)(a[i], a[i + 8]);
      b[2 * i + 1] = VPT_OP(unpackhi_epi8)(a[i], a[i + 8]);
    }
    VP_UNROLL for (int i = 0; i < 16; i++) a[i] = b[i];
  }
  VP_UNROLL for (int i = 0; i < 16; i++) vpt_store(target + i * pitch, a[i]);
}

/// 8 columns of 8 · VP_GROUPS rows of two-byte samples.
VPT void vpt_tile16(const uint8_t *source, intptr_t stride, uint8_t *target, intptr_t pitch) {
  vpt_block a[8], b[8];
  VP_UNROLL for (int i = 0; i < 8; i++) a[i] = vpt_load(source + i * stride, 8 * stride);
  VP_UNROLL for (int stage = 0; stage < 3; stage++) {
    VP_UNROLL for (int i = 0; i < 4; i++) {
      b[2 * i] = VPT_OP(unpacklo_epi16)(a[i], a[i + 4]);
      b[2 * i + 1] = VPT_OP(unpackhi_epi16)(a[i], a[i + 4]);
    }
    VP_UNROLL for (int i = 0; i < 8; i++) a[i] = b[i];
  }
  VP_UNROLL for (int i = 0; i < 8; i++) vpt_store(target + i * pitch, a[i]);
}

/// Row c of `target`, sample r, is row r of `source`, sample c. Strides in bytes, of either sign. The last tile of a row or a column overlaps the one before.
/// Blocks of 64 bytes across, so that a line of the source's cache is used up while it is near.
#define VPT_TRANSPOSE(NAME, SAMPLE, TILE, COLUMNS)                                                                     \
  VPT void NAME(const uint8_t *source, intptr_t stride, uint8_t *target, intptr_t pitch, intptr_t rows, intptr_t columns) { \
    enum { R = COLUMNS * VP_GROUPS, C = COLUMNS, B = 64 / sizeof(SAMPLE) };                                            \
    if (rows < R || columns < C) {                                                                                     \
      for (intptr_t c = 0; c < columns; c++)                                                                           \
        for (intptr_t r = 0; r < rows; r++)                                                                            \
          memcpy(target + c * pitch + r * (intptr_t)sizeof(SAMPLE), source + r * stride + c * (intptr_t)sizeof(SAMPLE), sizeof(SAMPLE)); \
      return;                                                                                                          \
    }                                                                                                                  \
    for (intptr_t block = 0; block < columns; block += B)                                                              \
      for (intptr_t r0 = 0; r0 < rows; r0 += R) {                                                                      \
        intptr_t r = r0 + R <= rows ? r0 : rows - R;                                                                   \
        for (intptr_t c0 = block; c0 < columns && c0 < block + B; c0 += C) {                                           \
          intptr_t c = c0 + C <= columns ? c0 : columns - C;                                                           \
          TILE(source + r * stride + c * (intptr_t)sizeof(SAMPLE), stride, target + c * pitch + r * (intptr_t)sizeof(SAMPLE), pitch); \
        }                                                                                                              \
      }                                                                                                                \
  }
VPT_TRANSPOSE(vp_transpose8, uint8_t, vpt_tile8, 16)
VPT_TRANSPOSE(vp_transpose16, uint16_t, vpt_tile16, 8)

/// output[i] = input[count − 1 − i].
VPT void vp_reverse8(const uint8_t *input, uint8_t *output, intptr_t count) {
  intptr_t i = 0;
#if defined(__AVX512BW__)
  const __m512i order = _mm512_broadcast_i32x4(_mm_setr_epi8(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
  for (; i + 64 <= count; i += 64) {
    vp_ask(input + count - 64 - i);
    __m512i v = _mm512_shuffle_epi8(_mm512_loadu_si512(input + count - 64 - i), order);
    _mm512_storeu_si512(output + i, _mm512_shuffle_i64x2(v, v, 0x1B));
  }
#elif defined(__AVX2__)
  const __m256i order = _mm256_broadcastsi128_si256(_mm_setr_epi8(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
  for (; i + 32 <= count; i += 32) {
    vp_ask(input + count - 32 - i);
    __m256i v = _mm256_shuffle_epi8(_mm256_loadu_si256((const __m256i *)(input + count - 32 - i)), order);
    _mm256_storeu_si256((__m256i *)(output + i), _mm256_permute2x128_si256(v, v, 1));
  }
#endif
  for (; i + 8 <= count; i += 8) {
    vp_ask(input + count - 8 - i);
    uint64_t v;
    memcpy(&v, input + count - 8 - i, 8);
    v = __builtin_bswap64(v);
    memcpy(output + i, &v, 8);
  }
  for (; i < count; i++) output[i] = input[count - 1 - i];
}

VPT void vp_reverse16(const uint16_t *input, uint16_t *output, intptr_t count) {
  intptr_t i = 0;
#if defined(__AVX512BW__)
  const __m512i order = _mm512_broadcast_i32x4(_mm_setr_epi8(14, 15, 12, 13, 10, 11, 8, 9, 6, 7, 4, 5, 2, 3, 0, 1));
  for (; i + 32 <= count; i += 32) {
    vp_ask(input + count - 32 - i);
    __m512i v = _mm512_shuffle_epi8(_mm512_loadu_si512(input + count - 32 - i), order);
    _mm512_storeu_si512(output + i, _mm512_shuffle_i64x2(v, v, 0x1B));
  }
#elif defined(__AVX2__)
  const __m256i order = _mm256_broadcastsi128_si256(_mm_setr_epi8(14, 15, 12, 13, 10, 11, 8, 9, 6, 7, 4, 5, 2, 3, 0, 1));
  for (; i + 16 <= count; i += 16) {
    vp_ask(input + count - 16 - i);
    __m256i v = _mm256_shuffle_epi8(_mm256_loadu_si256((const __m256i *)(input + count - 16 - i)), order);
    _mm256_storeu_si256((__m256i *)(output + i), _mm256_permute2x128_si256(v, v, 1));
  }
#endif
  for (; i + 8 <= count; i += 8) {
    vp_ask(input + count - 8 - i);
    __m128i v = _mm_loadu_si128((const __m128i *)(input + count - 8 - i));
    v = _mm_shuffle_epi32(_mm_shufflehi_epi16(_mm_shufflelo_epi16(v, 0x1B), 0x1B), 0x4E);
    _mm_storeu_si128((__m128i *)(output + i), v);
  }
  for (; i < count; i++) output[i] = input[count - 1 - i];
}
