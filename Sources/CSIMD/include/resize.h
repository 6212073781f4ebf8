// Weighted sums of rows and of columns with 14-bit taps: pairs of 16-bit words into 32-bit sums.
#pragma once
#include "csimd.h"
#include <string.h>

#if defined(__AVX512BW__)
typedef __m512i vpr_words;
#define VPR(name) _mm512_##name
VP vpr_words vpr_load(const void *p) { return _mm512_loadu_si512(p); }
VP void vpr_store(void *p, vpr_words v) { _mm512_storeu_si512(p, v); }
#elif defined(__AVX2__)
typedef __m256i vpr_words;
#define VPR(name) _mm256_##name
VP vpr_words vpr_load(const void *p) { return _mm256_loadu_si256((const __m256i *)p); }
VP void vpr_store(void *p, vpr_words v) { _mm256_storeu_si256((__m256i *)p, v); }
#else
typedef __m128i vpr_words;
#define VPR(name) _mm_##name
VP vpr_words vpr_load(const void *p) { return _mm_loadu_si128((const __m128i *)p); }
VP void vpr_store(void *p, vpr_words v) { _mm_storeu_si128((__m128i *)p, v); }
#endif

VP int32_t vpr_pair(const int16_t *p) { int32_t v; memcpy(&v, p, 4); return v; }

/// Bytes from each of the last two rows to those that come two rows later.
VP intptr_t vpr_ahead(const void *const *rows, intptr_t count) {
  if (count < 2) return 0;
  return count == 2 ? 2 * ((intptr_t)rows[1] - (intptr_t)rows[0]) : (intptr_t)rows[count - 1] - (intptr_t)rows[count - 3];
}
/// Asks for `size` bytes from `at` on of the two rows below the last one.
VP void vpr_ask(const void *const *rows, intptr_t count, intptr_t ahead, intptr_t at, intptr_t size) {
  for (intptr_t line = at; line < at + size; line += 64) {
    __builtin_prefetch((const void *)((uintptr_t)rows[count - 1] + (uintptr_t)(ahead + line)));
    if (count > 1) __builtin_prefetch((const void *)((uintptr_t)rows[count - 2] + (uintptr_t)(ahead + line)));
  }
}

/// output(x) = (Σ rows[k](x) · weights[k] + half) >> shift as 16-bit words, for `first` ..< `end`. Two vectors a step, their halves in two sums each: unpacking and
/// packing undo each other's order.
#define VPR_ROWS(NAME, SAMPLE, LOAD)                                                                                             \
  VP void NAME(const void *const *rows, intptr_t count, const int16_t *weights, int shift, int16_t *output, intptr_t first, intptr_t end) { \
    const intptr_t L = VP_LANES;                                                                                                 \
    const vpr_words half = VPR(set1_epi32)(1 << (shift - 1));                                                                    \
    const __m128i by = _mm_cvtsi32_si128(shift);                                                                                 \
    const intptr_t ahead = vpr_ahead(rows, count);                                                                               \
    for (intptr_t x = first; x < end;) {                                                                                         \
      intptr_t left = end - x;                                                                                                   \
      if (end - first < L) {                                                                                                     \
        int32_t sum = 1 << (shift - 1);                                                                                          \
        for (intptr_t k = 0; k < count; k++) sum += (int32_t)(int16_t)((const SAMPLE *)rows[k])[x] * weights[k];                 \
        output[x++] = (int16_t)(sum >> shift);                                                                                   \
        continue;                                                                                                                \
      }                                                                                                                          \
      if (left < L) x = end - L;                                                                                                 \
      intptr_t second = left >= 2 * L ? L : 0;                                                                                   \
      vpr_words a0 = half, b0 = half, a1 = half, b1 = half;                                                                      \
      vpr_ask(rows, count, ahead, x * (intptr_t)sizeof(SAMPLE), (L + second) * (intptr_t)sizeof(SAMPLE));                        \
      for (intptr_t k = 0; k < count; k += 2) {                                                                                  \
        const SAMPLE *p = (const SAMPLE *)rows[k] + x, *q = (const SAMPLE *)rows[k + 1 < count ? k + 1 : k] + x;                 \
        const vpr_words w = VPR(set1_epi32)(vpr_pair(weights + k));                                                              \
        vpr_words u = (vpr_words)LOAD(p), v = (vpr_words)LOAD(q), s = (vpr_words)LOAD(p + second), t = (vpr_words)LOAD(q + second); \
        a0 = VPR(add_epi32)(a0, VPR(madd_epi16)(VPR(unpacklo_epi16)(u, v), w));                                                  \
        b0 = VPR(add_epi32)(b0, VPR(madd_epi16)(VPR(unpackhi_epi16)(u, v), w));                                                  \
        a1 = VPR(add_epi32)(a1, VPR(madd_epi16)(VPR(unpacklo_epi16)(s, t), w));                                                  \
        b1 = VPR(add_epi32)(b1, VPR(madd_epi16)(VPR(unpackhi_epi16)(s, t), w));                                                  \
      }                                                                                                                          \
      vpr_store(output + x, VPR(packs_epi32)(VPR(sra_epi32)(a0, by), VPR(sra_epi32)(b0, by)));                                   \
      vpr_store(output + x + second, VPR(packs_epi32)(VPR(sra_epi32)(a1, by), VPR(sra_epi32)(b1, by)));                          \
      x += L + second;                                                                                                           \
    }                                                                                                                            \
  }
VPR_ROWS(vpr_rows8, uint8_t, vp_load_u8)
VPR_ROWS(vp_resize_rows16, uint16_t, vp_load_u16)

VP int32_t vpr_clamp(int32_t v, int32_t maximum) { return v < 0 ? 0 : v > maximum ? maximum : v; }
VP void vpr_put(void *output, intptr_t x, int bytes, int32_t v) {
  if (bytes == 1) ((uint8_t *)output)[x] = (uint8_t)v; else ((uint16_t *)output)[x] = (uint16_t)v;
}

#if defined(__AVX512BW__)
/// Where the first two taps of 16 columns from x on lie, in words from first[x] on.
VP __m512i vpr_order(const int32_t *first, intptr_t x) {
  __m512i d = _mm512_sub_epi32(_mm512_loadu_si512(first + x), _mm512_set1_epi32(first[x]));
  return _mm512_add_epi32(_mm512_or_si512(d, _mm512_slli_epi32(d, 16)), _mm512_set1_epi32(0x10000));
}
VP void vpr_put16(void *output, intptr_t x, int bytes, __m512i sum, __m128i shift, int maximum) {
  sum = _mm512_max_epi32(_mm512_sra_epi32(sum, shift), _mm512_setzero_si512());
  if (bytes == 1) _mm_storeu_si128((__m128i *)((uint8_t *)output + x), _mm512_cvtusepi32_epi8(sum));
  else _mm256_storeu_si256((__m256i *)((uint16_t *)output + x), _mm512_cvtepi32_epi16(_mm512_min_epi32(sum, _mm512_set1_epi32(maximum))));
}
#endif

/// Columns for which `isClose` holds. Words up to 62 bytes beyond the last one needed are read.
VP void vpr_close(const int16_t *input, const int32_t *first, const int16_t *weights, intptr_t count, intptr_t pitch, int shift, int maximum,
                  void *output, int bytes, intptr_t start, intptr_t end) {
  const int half = 1 << (shift - 1);
#if defined(__AVX512BW__)
  enum { N = 16 };
#elif defined(__AVX2__)
  enum { N = 8 };
#else
  enum { N = 4 };
#endif
  intptr_t at = start;
#if defined(__AVX512BW__)
  const __m128i by = _mm_cvtsi32_si128(shift);
  for (; at + 32 <= end; at += 32) {
    const __m512i order0 = vpr_order(first, at), order1 = vpr_order(first, at + 16);
    const int16_t *from0 = input + first[at], *from1 = input + first[at + 16], *w = weights + 2 * at;
    __m512i sum0 = _mm512_set1_epi32(half), sum1 = sum0;
    for (intptr_t k = 0; k < count; k += 2, w += 2 * pitch) {
      sum0 = _mm512_add_epi32(sum0, _mm512_madd_epi16(_mm512_permutexvar_epi16(order0, _mm512_loadu_si512(from0 + k)), _mm512_loadu_si512(w)));
      sum1 = _mm512_add_epi32(sum1, _mm512_madd_epi16(_mm512_permutexvar_epi16(order1, _mm512_loadu_si512(from1 + k)), _mm512_loadu_si512(w + 32)));
    }
    vpr_put16(output, at, bytes, sum0, by, maximum);
    vpr_put16(output, at + 16, bytes, sum1, by, maximum);
  }
#endif
  for (; at < end; at += N) {
    intptr_t x = at;
    if (end - start < N) {
      for (; x < end; x++) {
        int32_t sum = half;
        for (intptr_t k = 0; k < count; k++) sum += input[first[x] + k] * weights[(k / 2 * pitch + x) * 2 + k % 2];
        vpr_put(output, x, bytes, vpr_clamp(sum >> shift, maximum));
      }
      return;
    }
    if (end - x < N) x = end - N;
    const int16_t *w = weights + 2 * x;
#if defined(__AVX512BW__)
    const int16_t *from = input + first[x];
    const __m512i order = vpr_order(first, x);
    __m512i sum = _mm512_set1_epi32(half);
    for (intptr_t k = 0; k < count; k += 2, w += 2 * pitch)
      sum = _mm512_add_epi32(
          sum, _mm512_madd_epi16(_mm512_permutexvar_epi16(order, _mm512_loadu_si512(from + k)), _mm512_loadu_si512(w)));
    vpr_put16(output, x, bytes, sum, by, maximum);
#elif defined(__AVX2__)
    const int16_t *low = input + first[x], *high = input + first[x + 4];
    __m256i d = _mm256_sub_epi32(
        _mm256_loadu_si256((const __m256i *)(first + x)),
        _mm256_inserti128_si256(_mm256_set1_epi32(first[x]), _mm_set1_epi32(first[x + 4]), 1));
    d = _mm256_slli_epi32(d, 1);
    d = _mm256_or_si256(d, _mm256_slli_epi32(d, 8));
    const __m256i order = _mm256_add_epi8(_mm256_or_si256(d, _mm256_slli_epi32(d, 16)), _mm256_set1_epi32(0x03020100));
    __m256i sum = _mm256_set1_epi32(half);
    for (intptr_t k = 0; k < count; k += 2, w += 2 * pitch) {
      __m256i v = _mm256_inserti128_si256(
          _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)(low + k))), _mm_loadu_si128((const __m128i *)(high + k)), 1);
      sum = _mm256_add_epi32(sum, _mm256_madd_epi16(_mm256_shuffle_epi8(v, order), _mm256_loadu_si256((const __m256i *)w)));
    }
    sum = _mm256_sra_epi32(sum, _mm_cvtsi32_si128(shift));
    __m128i words = _mm_packus_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
    if (bytes == 1) {
      words = _mm_min_epu16(words, _mm_set1_epi16(255));
      _mm_storel_epi64((__m128i *)((uint8_t *)output + x), _mm_packus_epi16(words, words));
    } else {
      _mm_storeu_si128((__m128i *)((uint16_t *)output + x), _mm_min_epu16(words, _mm_set1_epi16((short)maximum)));
    }
#else
    __m128i sum = _mm_set1_epi32(half);
    for (intptr_t k = 0; k < count; k += 2, w += 2 * pitch) {
      __m128i v = _mm_setr_epi32(
          vpr_pair(input + first[x] + k), vpr_pair(input + first[x + 1] + k), vpr_pair(input + first[x + 2] + k), vpr_pair(input + first[x + 3] + k));
      sum = _mm_add_epi32(sum, _mm_madd_epi16(v, _mm_loadu_si128((const __m128i *)w)));
    }
    int32_t v[4];
    _mm_storeu_si128((__m128i *)v, _mm_sra_epi32(sum, _mm_cvtsi32_si128(shift)));
    for (int i = 0; i < 4; i++) vpr_put(output, x + i, bytes, vpr_clamp(v[i], maximum));
#endif
  }
}

/// Columns far apart: each its own sum over `count` (a multiple of 8) words, four at a time. Words up to 14 bytes beyond the last one needed are read.
VP void vpr_far(const int16_t *input, const int32_t *first, const int16_t *weights, intptr_t count, int shift, int maximum, void *output, int bytes,
                intptr_t start, intptr_t end) {
  for (intptr_t x = start; x < end; x += 4) {
    __m128i s[4];
    for (int i = 0; i < 4; i++) {
      s[i] = _mm_setzero_si128();
      if (x + i >= end) continue;
      const int16_t *from = input + first[x + i], *w = weights + (x + i) * count;
      for (intptr_t k = 0; k < count; k += 8)
        s[i] = _mm_add_epi32(s[i], _mm_madd_epi16(_mm_loadu_si128((const __m128i *)(from + k)), _mm_loadu_si128((const __m128i *)(w + k))));
    }
    __m128i a = _mm_add_epi32(_mm_unpacklo_epi32(s[0], s[1]), _mm_unpackhi_epi32(s[0], s[1]));
    __m128i b = _mm_add_epi32(_mm_unpacklo_epi32(s[2], s[3]), _mm_unpackhi_epi32(s[2], s[3]));
    __m128i sum = _mm_add_epi32(_mm_unpacklo_epi64(a, b), _mm_unpackhi_epi64(a, b));
    int32_t v[4];
    _mm_storeu_si128((__m128i *)v, _mm_sra_epi32(_mm_add_epi32(sum, _mm_set1_epi32(1 << (shift - 1))), _mm_cvtsi32_si128(shift)));
    for (int i = 0; i < 4 && x + i < end; i++) vpr_put(output, x + i, bytes, vpr_clamp(v[i], maximum));
  }
}

/// Stores `low` and `high`, unpacked halves of a row's 32-bit sums, in the row's order.
VP void vpr_store_sums(int32_t *p, vpr_words low, vpr_words high) {
#if defined(__AVX512BW__)
  vpr_store(p, _mm512_permutex2var_epi64(low, _mm512_setr_epi64(0, 1, 8, 9, 2, 3, 10, 11), high));
  vpr_store(p + 16, _mm512_permutex2var_epi64(low, _mm512_setr_epi64(4, 5, 12, 13, 6, 7, 14, 15), high));
#elif defined(__AVX2__)
  vpr_store(p, _mm256_permute2x128_si256(low, high, 0x20));
  vpr_store(p + 8, _mm256_permute2x128_si256(low, high, 0x31));
#else
  vpr_store(p, low);
  vpr_store(p + 4, high);
#endif
}

/// output(x) = (Σ rows[k](x) · w[k] + 2^9) >> 10 with w = 2^10 · upper + lower, 0 ≤ lower < 2^10: A + ((B + 2^9) >> 10) of the two sums. Those of 64 rows fit 32 bits;
/// then all but the last ten bits of B are carried. 16-bit samples are made signed; the weights sum to 2^24, so that 2^29 makes up for it.
#define VPR_WIDE_ROWS(NAME, SAMPLE, LOAD, BIAS)                                                                                  \
  VP void NAME(const void *const *rows, intptr_t count, const int16_t *upper, const int16_t *lower, int32_t *output, intptr_t first, intptr_t end) { \
    const intptr_t L = VP_LANES;                                                                                                 \
    const vpr_words bias = VPR(set1_epi16)((int16_t)BIAS), base = VPR(set1_epi32)(BIAS ? 1 << 29 : 0), half = VPR(set1_epi32)(512); \
    for (intptr_t x = first; x < end;) {                                                                                         \
      if (end - first < L) {                                                                                                     \
        int32_t a = BIAS ? 1 << 29 : 0, b = 512;                                                                                 \
        for (intptr_t k = 0; k < count; k++) {                                                                                   \
          int32_t p = (int32_t)((const SAMPLE *)rows[k])[x] - BIAS;                                                              \
          a += p * upper[k];                                                                                                     \
          b += p * lower[k];                                                                                                     \
          if (k % 64 == 63) { a += b >> 10; b &= 1023; }                                                                         \
        }                                                                                                                        \
        output[x++] = a + (b >> 10);                                                                                             \
        continue;                                                                                                                \
      }                                                                                                                          \
      if (end - x < L) x = end - L;                                                                                              \
      vpr_words a0 = base, a1 = base, b0 = half, b1 = half;                                                                      \
      for (intptr_t k = 0; k < count; k += 2) {                                                                                  \
        vpr_words u = VPR_XOR((vpr_words)LOAD((const SAMPLE *)rows[k] + x), bias);                                               \
        vpr_words v = VPR_XOR((vpr_words)LOAD((const SAMPLE *)rows[k + 1 < count ? k + 1 : k] + x), bias);                       \
        const vpr_words w = VPR(set1_epi32)(vpr_pair(upper + k)), l = VPR(set1_epi32)(vpr_pair(lower + k));                      \
        vpr_words low = VPR(unpacklo_epi16)(u, v), high = VPR(unpackhi_epi16)(u, v);                                             \
        a0 = VPR(add_epi32)(a0, VPR(madd_epi16)(low, w));                                                                        \
        a1 = VPR(add_epi32)(a1, VPR(madd_epi16)(high, w));                                                                       \
        b0 = VPR(add_epi32)(b0, VPR(madd_epi16)(low, l));                                                                        \
        b1 = VPR(add_epi32)(b1, VPR(madd_epi16)(high, l));                                                                       \
        if (k % 64 == 62) {                                                                                                      \
          a0 = VPR(add_epi32)(a0, VPR(srai_epi32)(b0, 10));                                                                      \
          a1 = VPR(add_epi32)(a1, VPR(srai_epi32)(b1, 10));                                                                      \
          b0 = VPR_AND(b0, VPR(set1_epi32)(1023));                                                                               \
          b1 = VPR_AND(b1, VPR(set1_epi32)(1023));                                                                               \
        }                                                                                                                        \
      }                                                                                                                          \
      vpr_store_sums(output + x, VPR(add_epi32)(a0, VPR(srai_epi32)(b0, 10)), VPR(add_epi32)(a1, VPR(srai_epi32)(b1, 10)));      \
      x += L;                                                                                                                    \
    }                                                                                                                            \
  }
#if defined(__AVX512BW__)
#define VPR_XOR(a, b) _mm512_xor_si512(a, b)
#define VPR_AND(a, b) _mm512_and_si512(a, b)
#elif defined(__AVX2__)
#define VPR_XOR(a, b) _mm256_xor_si256(a, b)
#define VPR_AND(a, b) _mm256_and_si256(a, b)
#else
#define VPR_XOR(a, b) _mm_xor_si128(a, b)
#define VPR_AND(a, b) _mm_and_si128(a, b)
#endif
VPR_WIDE_ROWS(vp_wide_rows8, uint8_t, vp_load_u8, 0)
VPR_WIDE_ROWS(vp_wide_rows16, uint16_t, vp_load_u16, 32768)

/// output(x) = (Σ input(first(x) + k) · weights[x · count + k] + 2^37) >> 38, between 0 and `maximum`. `count` is a multiple of 4; words up to 12 bytes beyond the last one
/// needed are read.
VP void vp_wide_columns(const int32_t *input, const int32_t *first, const int32_t *weights, intptr_t count, int32_t maximum, void *output, int bytes,
                        intptr_t start, intptr_t end) {
  for (intptr_t x = start; x < end; x += 4) {
    int64_t sums[4] = {0, 0, 0, 0};
    const intptr_t block = end - x < 4 ? end - x : 4;
#if defined(__AVX2__)
    __m256i s[4];
    for (int i = 0; i < 4; i++) {
      s[i] = _mm256_setzero_si256();
      if (i >= block) continue;
      const int32_t *from = input + first[x + i], *w = weights + (x + i) * count;
      intptr_t k = 0;
      for (; k + 8 <= count; k += 8) {
        __m256i a = _mm256_loadu_si256((const __m256i *)(from + k)), b = _mm256_loadu_si256((const __m256i *)(w + k));
        s[i] = _mm256_add_epi64(s[i], _mm256_add_epi64(_mm256_mul_epi32(a, b), _mm256_mul_epi32(_mm256_srli_epi64(a, 32), _mm256_srli_epi64(b, 32))));
      }
      if (k < count) {
        __m256i a = _mm256_cvtepu32_epi64(_mm_loadu_si128((const __m128i *)(from + k))), b = _mm256_cvtepu32_epi64(_mm_loadu_si128((const __m128i *)(w + k)));
        s[i] = _mm256_add_epi64(s[i], _mm256_mul_epi32(a, b));
      }
    }
    __m256i a = _mm256_add_epi64(_mm256_unpacklo_epi64(s[0], s[1]), _mm256_unpackhi_epi64(s[0], s[1]));
    __m256i b = _mm256_add_epi64(_mm256_unpacklo_epi64(s[2], s[3]), _mm256_unpackhi_epi64(s[2], s[3]));
    _mm256_storeu_si256((__m256i *)sums, _mm256_add_epi64(_mm256_permute2x128_si256(a, b, 0x20), _mm256_permute2x128_si256(a, b, 0x31)));
#else
    for (int i = 0; i < block; i++) {
      const int32_t *from = input + first[x + i], *w = weights + (x + i) * count;
      for (intptr_t k = 0; k < count; k++) sums[i] += (int64_t)from[k] * w[k];
    }
#endif
    for (int i = 0; i < block; i++) {
      int64_t value = (sums[i] + ((int64_t)1 << 37)) >> 38;
      vpr_put(output, x + i, bytes, value < 0 ? 0 : value > maximum ? maximum : (int32_t)value);
    }
  }
}
