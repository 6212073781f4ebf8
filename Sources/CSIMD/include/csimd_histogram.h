// Medians of large windows of bytes by histograms of columns (Perreault and Hébert 2007), here in cumulative form: 16 coarse counts a column say in which
// 16th of the range the median lies, 16 counts of that 16th where.
#pragma once
#include "csimd.h"

// Vectors wider than the level's are split; functions that return them are always inlined.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wpsabi"

typedef uint8_t vp_16_bytes __attribute__((ext_vector_type(16)));
typedef uint16_t vp_16_words __attribute__((ext_vector_type(16)));

/// How many of rising `counts` are at most `rank`, both below 2^15.
VP intptr_t vp_counts_up_to(vp_16_words counts, intptr_t rank) {
#if defined(__AVX512BW__)
  return __builtin_ctz(_mm256_cmpgt_epi16_mask((__m256i)counts, _mm256_set1_epi16((short)rank)) | 0x10000u);
#elif defined(__AVX2__)
  __m256i above = _mm256_cmpgt_epi16((__m256i)counts, _mm256_set1_epi16((short)rank));
  return __builtin_ctzll((unsigned)_mm256_movemask_epi8(above) | 0x100000000ull) / 2;
#else
  __m128i half[2], limit = _mm_set1_epi16((short)rank);
  __builtin_memcpy(half, &counts, sizeof half);
  __m128i above = _mm_packs_epi16(_mm_cmpgt_epi16(half[0], limit), _mm_cmpgt_epi16(half[1], limit));
  return __builtin_ctz((unsigned)_mm_movemask_epi8(above) | 0x10000u);
#endif
}

VP vp_16_bytes vp_bytes_at(const uint8_t *p) { vp_16_bytes v; __builtin_memcpy(&v, p, sizeof v); return v; }
VP vp_16_words vp_words_at(const uint16_t *p) { vp_16_words v; __builtin_memcpy(&v, p, sizeof v); return v; }
VP vp_16_words vp_words_of(vp_16_bytes v) { return __builtin_convertvector(v, vp_16_words); }

/// Adds `sign` to the counts of column j from `sample` on.
VP void vp_count(uint16_t *coarse, uint8_t *fine, intptr_t columns, intptr_t j, uint8_t sample, int sign) {
  static const uint8_t ramp[32] = {[16] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  intptr_t high = sample >> 4, low = sample & 15;
  uint8_t *f = fine + (high * columns + j) * 16;
  uint16_t *c = coarse + 16 * j;
  vp_16_bytes from = vp_bytes_at(ramp + 16 - low), old = vp_bytes_at(f);
  vp_16_words step = vp_words_of(vp_bytes_at(ramp + 16 - high)), sum = vp_words_at(c);
  old = sign > 0 ? old + from : old - from;
  sum = sign > 0 ? sum + step : sum - step;
  __builtin_memcpy(f, &old, sizeof old);
  __builtin_memcpy(c, &sum, sizeof sum);
}

/// State: 32 + 256 bytes for each of n + 2·radius columns.
/// output[i] = median of 2·down + 1 rows and 2·radius + 1 columns about x + i, both radii at most 15 (a column's count of 31 times eight fits a byte).
/// rows: 2·down + 2 of them, the first of which leaves the window; continuing, only the first and the last.
static inline void vp_median_histogram(
    const void *const *rows, intptr_t radius, intptr_t down, intptr_t x, uint8_t *output, intptr_t n, void *state, int continues) {
  intptr_t width = 2 * radius + 1, height = 2 * down + 1, columns = n + 2 * radius, rank = width * height / 2;
  uint16_t *coarse = (uint16_t *)state;
  uint8_t *fine = (uint8_t *)(coarse + 16 * columns);
  if (continues) {
    const uint8_t *oldest = (const uint8_t *)rows[0] + x - radius, *newest = (const uint8_t *)rows[1] + x - radius;
    for (intptr_t j = 0; j < columns; j++) {
      vp_count(coarse, fine, columns, j, oldest[j], -1);
      vp_count(coarse, fine, columns, j, newest[j], 1);
    }
  } else {
    __builtin_memset(state, 0, columns * (32 + 256));
    for (intptr_t k = 1; k <= height; k++) {
      const uint8_t *row = (const uint8_t *)rows[k] + x - radius;
      for (intptr_t j = 0; j < columns; j++) vp_count(coarse, fine, columns, j, row[j], 1);
    }
  }
  vp_16_words window = (vp_16_words)0, inner = (vp_16_words)0;
  for (intptr_t j = 0; j < width - 1; j++) window += vp_words_at(coarse + 16 * j);
  uint16_t below[17];
  below[0] = 0;
  intptr_t last = -1;
  for (intptr_t i = 0; i < n; i++) {
    window += vp_words_at(coarse + 16 * (i + width - 1));
    intptr_t high = vp_counts_up_to(window, rank);
    __builtin_memcpy(below + 1, &window, sizeof window);
    const uint8_t *segment = fine + (high * columns + i) * 16;
    if (high == last) {
      inner += vp_words_of(vp_bytes_at(segment + 16 * (width - 1))) - vp_words_of(vp_bytes_at(segment - 16));
    } else {
      inner = (vp_16_words)0;
      intptr_t j = 0;
      for (; j + 8 <= width; j += 8) {
        vp_16_bytes a = vp_bytes_at(segment + 16 * j), b = vp_bytes_at(segment + 16 * j + 16);
        a += vp_bytes_at(segment + 16 * j + 32), b += vp_bytes_at(segment + 16 * j + 48);
        a += vp_bytes_at(segment + 16 * j + 64), b += vp_bytes_at(segment + 16 * j + 80);
        a += vp_bytes_at(segment + 16 * j + 96), b += vp_bytes_at(segment + 16 * j + 112);
        inner += vp_words_of(a + b);
      }
      vp_16_bytes rest = (vp_16_bytes)0;
      for (; j < width; j++) rest += vp_bytes_at(segment + 16 * j);
      inner += vp_words_of(rest);
      last = high;
    }
    output[i] = (uint8_t)(16 * high + vp_counts_up_to(inner, rank - below[high]));
    window -= vp_words_at(coarse + 16 * i);
  }
}

VP void vp_slide(uint16_t *counts, uint16_t sample, int sign) {
  counts[sample >> 8] += sign, counts[256 + (sample >> 4)] += sign, counts[256 + 4096 + sample] += sign;
}

/// The same of samples of `depth` bits, by one histogram that slides along the row (Huang, Yang and Tang 1979) at three levels of detail:
/// 256 + 4096 + 65536 counts, which are zero between calls. rows: those of the window.
static inline void vp_median_sliding(
    const void *const *rows, intptr_t radius, intptr_t down, intptr_t x, uint16_t *output, intptr_t n, void *state, intptr_t depth) {
  intptr_t width = 2 * radius + 1, height = 2 * down + 1, rank = width * height / 2, shift = 16 - depth;
  uint16_t *counts = (uint16_t *)state, *middle = counts + 256, *all = middle + 4096;
  for (intptr_t k = 0; k < height; k++) {
    const uint16_t *row = (const uint16_t *)rows[k] + x - radius;
    for (intptr_t j = 0; j < width - 1; j++) vp_slide(counts, (uint16_t)(row[j] << shift), 1);
  }
  intptr_t top = 0, below = 0;
  for (intptr_t i = 0; i < n; i++) {
    for (intptr_t k = 0; k < height; k++) {
      const uint16_t *row = (const uint16_t *)rows[k] + x - radius + i;
      uint16_t added = (uint16_t)(row[width - 1] << shift);
      vp_slide(counts, added, 1);
      below += (added >> 8) < top;
    }
    while (below > rank) below -= counts[--top];
    while (below + counts[top] <= rank) below += counts[top++];
    intptr_t left = rank - below, m = top << 4;
    while (left >= middle[m]) left -= middle[m++];
    m <<= 4;
    while (left >= all[m]) left -= all[m++];
    output[i] = (uint16_t)(m >> shift);
    for (intptr_t k = 0; k < height; k++) {
      uint16_t removed = (uint16_t)(((const uint16_t *)rows[k])[x - radius + i] << shift);
      vp_slide(counts, removed, -1);
      below -= (removed >> 8) < top;
    }
  }
  for (intptr_t k = 0; k < height; k++) {
    const uint16_t *row = (const uint16_t *)rows[k] + x - radius + n;
    for (intptr_t j = 0; j < width - 1; j++) vp_slide(counts, (uint16_t)(row[j] << shift), -1);
  }
}

#pragma clang diagnostic pop
