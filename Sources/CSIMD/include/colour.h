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

/// Tetrahedral look-up of `count` samples in a lattice of n³ quads of 16 bits; quads of the results go to `output`.
///
/// A position is (k[0]·a + k[1]·b + k[2]·c + k[9]) >> shift and so on, cut to 0...(n−1)·2^14: cell and fraction in 1/2^14. The three fractions in falling order
/// name the way from the cell's first corner to its last, one axis after the other, and weigh the four corners on it. The sum of products is rounded half up.
/// `wide` sums take 64 bits. All levels use the same loads of 8 bytes: gathers were slower.
#define VP_LATTICE(NAME, SAMPLE, WIDE)                                                                                                                  \
  VP void NAME(                                                                                                                                          \
      const SAMPLE *a, const SAMPLE *b, const SAMPLE *c, int16_t *output, intptr_t count, const int16_t *entries, int32_t n, const int64_t *weights,      \
      int32_t shift) {                                                                                                                                   \
    uint32_t first[64], second[64], third[64], start01[64], start23[64];                                                                                 \
    WIDE k[12];                                                                                                                                          \
    for (int i = 0; i < 12; i++) k[i] = (WIDE)weights[i];                                                                                                \
    const int32_t green = n, blue = n * n, all = 1 + n + n * n;                                                                                          \
    const WIDE end = (WIDE)(n - 1) << 14;                                                                                                                \
    const int16_t *corner = entries + 4 * (intptr_t)all;                                                                                                 \
    for (intptr_t from = 0; from < count; from += 64) {                                                                                                  \
      const int32_t part = count - from < 64 ? (int32_t)(count - from) : 64;                                                                             \
      for (int32_t i = 0; i < part; i++) {                                                                                                               \
        WIDE x = a[from + i], y = b[from + i], z = c[from + i];                                                                                          \
        WIDE pr = (k[0] * x + k[1] * y + k[2] * z + k[9]) >> shift;                                                                                      \
        WIDE pg = (k[3] * x + k[4] * y + k[5] * z + k[10]) >> shift;                                                                                     \
        WIDE pb = (k[6] * x + k[7] * y + k[8] * z + k[11]) >> shift;                                                                                     \
        int32_t r = (int32_t)(pr < 0 ? 0 : pr > end ? end : pr), g = (int32_t)(pg < 0 ? 0 : pg > end ? end : pg);                                        \
        int32_t t = (int32_t)(pb < 0 ? 0 : pb > end ? end : pb);                                                                                         \
        int32_t base = (r >> 14) + (g >> 14) * green + (t >> 14) * blue;                                                                                 \
        r &= 16383, g &= 16383, t &= 16383;                                                                                                              \
        int32_t more = r > g ? r : g, less = r > g ? g : r;                                                                                              \
        int32_t high = more > t ? more : t, low = less < t ? less : t, middle = r + g + t - high - low;                                                  \
        int32_t up = more >= t ? (r >= g ? 1 : green) : blue;                                                                                            \
        int32_t last = less <= t ? (r < g ? 1 : green) : blue;                                                                                           \
        first[i] = (uint32_t)base, second[i] = (uint32_t)(base + up), third[i] = (uint32_t)(base + all - last);                                          \
        start01[i] = (uint32_t)((16384 - high) | (high - middle) << 16), start23[i] = (uint32_t)((middle - low) | low << 16);                            \
      }                                                                                                                                                  \
      int16_t *to = output + 4 * from;                                                                                                                   \
      int32_t i = 0;                                                                                                                                     \
      for (; i + 2 <= part; i += 2) {                                                                                                                    \
        __m128i one = vp_corners(entries, corner, first[i], second[i], third[i], start01[i], start23[i]);                                                \
        __m128i two = vp_corners(entries, corner, first[i + 1], second[i + 1], third[i + 1], start01[i + 1], start23[i + 1]);                            \
        _mm_storeu_si128((__m128i *)(to + 4 * i), _mm_packs_epi32(one, two));                                                                            \
      }                                                                                                                                                  \
      if (i < part) {                                                                                                                                    \
        __m128i one = vp_corners(entries, corner, first[i], second[i], third[i], start01[i], start23[i]);                                                \
        _mm_storel_epi64((__m128i *)(to + 4 * i), _mm_packs_epi32(one, one));                                                                            \
      }                                                                                                                                                  \
    }                                                                                                                                                    \
  }

/// The weighted sum of four quads: weights of the first and second in `w01`, of the third and the cell's last corner in `w23`.
VP __m128i vp_corners(const int16_t *entries, const int16_t *corner, uint32_t a, uint32_t b, uint32_t c, uint32_t w01, uint32_t w23) {
  __m128i v0 = _mm_loadl_epi64((const __m128i *)(entries + 4 * (uintptr_t)a)), v1 = _mm_loadl_epi64((const __m128i *)(entries + 4 * (uintptr_t)b));
  __m128i v2 = _mm_loadl_epi64((const __m128i *)(entries + 4 * (uintptr_t)c)), v3 = _mm_loadl_epi64((const __m128i *)(corner + 4 * (uintptr_t)a));
  __m128i sum = _mm_add_epi32(
      _mm_madd_epi16(_mm_unpacklo_epi16(v0, v1), _mm_set1_epi32((int32_t)w01)), _mm_madd_epi16(_mm_unpacklo_epi16(v2, v3), _mm_set1_epi32((int32_t)w23)));
  return _mm_srai_epi32(_mm_add_epi32(sum, _mm_set1_epi32(8192)), 14);
}

VP_LATTICE(vp_lattice_u8, uint8_t, int32_t)
VP_LATTICE(vp_lattice_u16, uint16_t, int32_t)
VP_LATTICE(vp_lattice_wide, uint16_t, int64_t)
VP_LATTICE(vp_lattice_wide_u8, uint8_t, int64_t)
