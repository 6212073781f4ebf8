// Rows sampled at any place of a plane: bilinear in fixed point, gathers where the level has them.
#pragma once
#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#define VPW static inline __attribute__((always_inline))
enum { VP_WARP_STEP = 16 };

typedef struct {
  const uint8_t *source;
  intptr_t stride;
  int32_t width, height, fill;
} vpw_plane;

/// `index` in 0 ..< count, mirrored at the edges without repeating them.
VPW int32_t vpw_mirror(int32_t index, int32_t count) {
  if (index >= 0 && index < count) return index;
  if (count == 1) return 0;
  int32_t period = 2 * (count - 1), folded = index % period;
  if (folded < 0) folded += period;
  return folded < count ? folded : period - folded;
}

VPW int32_t vpw_tap(const vpw_plane *p, int bytes, int32_t x, int32_t y) {
  if (x < 0 || y < 0 || x >= p->width || y >= p->height) {
    if (p->fill >= 0) return p->fill;
    x = vpw_mirror(x, p->width), y = vpw_mirror(y, p->height);
  }
  const uint8_t *row = p->source + y * p->stride;
  return bytes == 1 ? row[x] : ((const uint16_t *)row)[x];
}

/// One sample at u, v in 2^-16; both are cut to 1/256. What lies beyond the plane is the fill; negative: the plane mirrored.
VPW uint32_t vpw_sample(const vpw_plane *p, int bytes, int32_t u, int32_t v) {
  int32_t x = u >> 16, y = v >> 16;
  uint32_t fx = (uint32_t)(u >> 8) & 255, fy = (uint32_t)(v >> 8) & 255;
  if (p->fill >= 0 && (x < -1 || y < -1 || x >= p->width || y >= p->height)) return (uint32_t)p->fill;
  uint32_t top = (uint32_t)vpw_tap(p, bytes, x, y) * (256 - fx) + (uint32_t)vpw_tap(p, bytes, x + 1, y) * fx;
  uint32_t low = (uint32_t)vpw_tap(p, bytes, x, y + 1) * (256 - fx) + (uint32_t)vpw_tap(p, bytes, x + 1, y + 1) * fx;
  return (top * (256 - fy) + low * fy + 32768) >> 16;
}

/// Where the taps of 16 samples lie: first column and row, and whether they are so near to each other that rows are read whole in place of gathers.
typedef struct {
  int32_t x, y;
  int isNear;
} vpw_reach;

/// 16 samples from u, v on in steps of du, dv, all of whose taps lie on the plane. Offsets fit 31 bits.
#if defined(__AVX512BW__)
enum { VPW_SPAN = 30 };
/// Words `index` and the one after, side by side, of the 32 samples from x on.
VPW __m512i vpw_pairs(const vpw_plane *p, int bytes, int32_t x, int32_t y, __m512i index) {
  const uint8_t *row = p->source + y * p->stride + x * bytes;
  __m512i words = bytes == 1 ? _mm512_cvtepu8_epi16(_mm256_loadu_si256((const __m256i *)row)) : _mm512_loadu_si512(row);
  return _mm512_permutexvar_epi16(index, words);
}
VPW void vpw_inside(const vpw_plane *p, int bytes, int32_t u, int32_t v, int32_t du, int32_t dv, vpw_reach reach, uint8_t *output) {
  const __m512i index = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  __m512i us = _mm512_add_epi32(_mm512_set1_epi32(u), _mm512_mullo_epi32(index, _mm512_set1_epi32(du)));
  __m512i vs = _mm512_add_epi32(_mm512_set1_epi32(v), _mm512_mullo_epi32(index, _mm512_set1_epi32(dv)));
  const __m512i low8 = _mm512_set1_epi32(255);
  __m512i fx = _mm512_and_si512(_mm512_srli_epi32(us, 8), low8), fy = _mm512_and_si512(_mm512_srli_epi32(vs, 8), low8);
  __m512i xs = _mm512_srai_epi32(us, 16), ys = _mm512_srai_epi32(vs, 16), a, b, top, low;
  if (reach.isNear) {
    __m512i place = _mm512_sub_epi32(xs, _mm512_set1_epi32(reach.x));
    __m512i both = _mm512_add_epi32(_mm512_or_si512(place, _mm512_slli_epi32(place, 16)), _mm512_set1_epi32(0x10000));
    __mmask16 isBelow = _mm512_cmpneq_epi32_mask(ys, _mm512_set1_epi32(reach.y));
    a = vpw_pairs(p, bytes, reach.x, reach.y, both);
    b = vpw_pairs(p, bytes, reach.x, reach.y + 1, both);
    if (isBelow) {
      a = _mm512_mask_mov_epi32(a, isBelow, b);
      b = _mm512_mask_mov_epi32(b, isBelow, vpw_pairs(p, bytes, reach.x, reach.y + 2, both));
    }
  } else {
    __m512i at = _mm512_add_epi32(_mm512_slli_epi32(xs, bytes - 1), _mm512_mullo_epi32(ys, _mm512_set1_epi32((int32_t)p->stride)));
    a = _mm512_i32gather_epi32(at, p->source, 1);
    b = _mm512_i32gather_epi32(at, p->source + p->stride, 1);
    if (bytes == 1) {
      const __m512i second = _mm512_set1_epi32(0xFF00);
      a = _mm512_or_si512(_mm512_and_si512(a, low8), _mm512_slli_epi32(_mm512_and_si512(a, second), 8));
      b = _mm512_or_si512(_mm512_and_si512(b, low8), _mm512_slli_epi32(_mm512_and_si512(b, second), 8));
    }
  }
  if (bytes == 1) {
    __m512i w = _mm512_add_epi32(_mm512_sub_epi32(_mm512_set1_epi32(256), fx), _mm512_slli_epi32(fx, 16));
    top = _mm512_madd_epi16(a, w);
    low = _mm512_madd_epi16(b, w);
  } else {
    const __m512i word = _mm512_set1_epi32(0xFFFF);
    __m512i a0 = _mm512_and_si512(a, word), b0 = _mm512_and_si512(b, word);
    top = _mm512_add_epi32(_mm512_slli_epi32(a0, 8), _mm512_mullo_epi32(_mm512_sub_epi32(_mm512_srli_epi32(a, 16), a0), fx));
    low = _mm512_add_epi32(_mm512_slli_epi32(b0, 8), _mm512_mullo_epi32(_mm512_sub_epi32(_mm512_srli_epi32(b, 16), b0), fx));
  }
  __m512i sum = _mm512_add_epi32(_mm512_slli_epi32(top, 8), _mm512_mullo_epi32(_mm512_sub_epi32(low, top), fy));
  sum = _mm512_srli_epi32(_mm512_add_epi32(sum, _mm512_set1_epi32(32768)), 16);
  if (bytes == 1) _mm_storeu_si128((__m128i *)output, _mm512_cvtepi32_epi8(sum));
  else _mm256_storeu_si256((__m256i *)output, _mm512_cvtepi32_epi16(sum));
}
#elif defined(__AVX2__)
/// Taps of 8 samples, of bytes alone, lie within 16 bytes.
enum { VPW_SPAN = 26 };
VPW __m256i vpw_pairs(const vpw_plane *p, int32_t x, int32_t y, __m256i index) {
  __m128i row = _mm_loadu_si128((const __m128i *)(p->source + y * p->stride + x));
  return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(row), index);
}
VPW __m256i vpw_eight(const vpw_plane *p, int bytes, int32_t u, int32_t v, int32_t du, int32_t dv, vpw_reach reach) {
  const __m256i index = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  __m256i us = _mm256_add_epi32(_mm256_set1_epi32(u), _mm256_mullo_epi32(index, _mm256_set1_epi32(du)));
  __m256i vs = _mm256_add_epi32(_mm256_set1_epi32(v), _mm256_mullo_epi32(index, _mm256_set1_epi32(dv)));
  const __m256i low8 = _mm256_set1_epi32(255);
  __m256i fx = _mm256_and_si256(_mm256_srli_epi32(us, 8), low8), fy = _mm256_and_si256(_mm256_srli_epi32(vs, 8), low8);
  __m256i xs = _mm256_srai_epi32(us, 16), ys = _mm256_srai_epi32(vs, 16), a, b, top, low;
  if (bytes == 1 && reach.isNear) {
    int32_t x0 = u >> 16, x7 = (u + 7 * du) >> 16, x = x0 < x7 ? x0 : x7;
    __m256i place = _mm256_sub_epi32(xs, _mm256_set1_epi32(x)), isHere = _mm256_cmpeq_epi32(ys, _mm256_set1_epi32(reach.y));
    // A byte of the index with its highest bit set gives 0: bytes become words.
    __m256i both = _mm256_add_epi32(_mm256_or_si256(place, _mm256_slli_epi32(place, 16)), _mm256_set1_epi32((int32_t)0x80018000u));
    a = vpw_pairs(p, x, reach.y, both);
    b = vpw_pairs(p, x, reach.y + 1, both);
    if (_mm256_movemask_epi8(isHere) != -1) {
      a = _mm256_blendv_epi8(b, a, isHere);
      b = _mm256_blendv_epi8(vpw_pairs(p, x, reach.y + 2, both), b, isHere);
    }
  } else {
    __m256i at = _mm256_add_epi32(_mm256_slli_epi32(xs, bytes - 1), _mm256_mullo_epi32(ys, _mm256_set1_epi32((int32_t)p->stride)));
    a = _mm256_i32gather_epi32((const int *)p->source, at, 1);
    b = _mm256_i32gather_epi32((const int *)(p->source + p->stride), at, 1);
    if (bytes == 1) {
      const __m256i second = _mm256_set1_epi32(0xFF00);
      a = _mm256_or_si256(_mm256_and_si256(a, low8), _mm256_slli_epi32(_mm256_and_si256(a, second), 8));
      b = _mm256_or_si256(_mm256_and_si256(b, low8), _mm256_slli_epi32(_mm256_and_si256(b, second), 8));
    }
  }
  if (bytes == 1) {
    __m256i w = _mm256_add_epi32(_mm256_sub_epi32(_mm256_set1_epi32(256), fx), _mm256_slli_epi32(fx, 16));
    top = _mm256_madd_epi16(a, w);
    low = _mm256_madd_epi16(b, w);
  } else {
    const __m256i word = _mm256_set1_epi32(0xFFFF);
    __m256i a0 = _mm256_and_si256(a, word), b0 = _mm256_and_si256(b, word);
    top = _mm256_add_epi32(_mm256_slli_epi32(a0, 8), _mm256_mullo_epi32(_mm256_sub_epi32(_mm256_srli_epi32(a, 16), a0), fx));
    low = _mm256_add_epi32(_mm256_slli_epi32(b0, 8), _mm256_mullo_epi32(_mm256_sub_epi32(_mm256_srli_epi32(b, 16), b0), fx));
  }
  __m256i sum = _mm256_add_epi32(_mm256_slli_epi32(top, 8), _mm256_mullo_epi32(_mm256_sub_epi32(low, top), fy));
  return _mm256_srli_epi32(_mm256_add_epi32(sum, _mm256_set1_epi32(32768)), 16);
}
VPW void vpw_inside(const vpw_plane *p, int bytes, int32_t u, int32_t v, int32_t du, int32_t dv, vpw_reach reach, uint8_t *output) {
  __m256i a = vpw_eight(p, bytes, u, v, du, dv, reach), b = vpw_eight(p, bytes, u + 8 * du, v + 8 * dv, du, dv, reach);
  __m256i words = _mm256_permute4x64_epi64(_mm256_packus_epi32(a, b), 0xD8);
  if (bytes == 1)
    _mm_storeu_si128((__m128i *)output, _mm_packus_epi16(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1)));
  else _mm256_storeu_si256((__m256i *)output, words);
}
#else
enum { VPW_SPAN = 0 };
VPW void vpw_inside(const vpw_plane *p, int bytes, int32_t u, int32_t v, int32_t du, int32_t dv, vpw_reach reach, uint8_t *output) {
  (void)reach;
  for (int j = 0; j < VP_WARP_STEP; j++, u += du, v += dv) {
    const uint8_t *row = p->source + (v >> 16) * p->stride;
    uint32_t fx = (uint32_t)(u >> 8) & 255, fy = (uint32_t)(v >> 8) & 255, top, low;
    intptr_t x = u >> 16;
    if (bytes == 1) {
      const uint8_t *a = row + x, *b = a + p->stride;
      top = a[0] * (256 - fx) + a[1] * fx;
      low = b[0] * (256 - fx) + b[1] * fx;
      output[j] = (uint8_t)((top * (256 - fy) + low * fy + 32768) >> 16);
    } else {
      const uint16_t *a = (const uint16_t *)row + x, *b = (const uint16_t *)(row + p->stride) + x;
      top = a[0] * (256 - fx) + a[1] * fx;
      low = b[0] * (256 - fx) + b[1] * fx;
      ((uint16_t *)output)[j] = (uint16_t)((top * (256 - fy) + low * fy + 32768) >> 16);
    }
  }
}
#endif

/// start + steps · step, whose product alone may leave 32 bits where neighbouring nodes lie far apart.
VPW int32_t vpw_along(int32_t start, int32_t step, int32_t steps) { return (int32_t)((uint32_t)start + (uint32_t)step * (uint32_t)steps); }

/// One row. `grid` has u and v in 2^-12 samples at every 16th column, one more than there are blocks; between them places are linear. 1/512 is added for rounding.
VPW void vp_warp(const vpw_plane *p, int bytes, const int32_t *grid, uint8_t *output, intptr_t count) {
  /// A gather reads four bytes: two more than one-byte taps need.
  const int32_t right = p->width - (bytes == 1 ? 4 : 2), bottom = p->height - 2;
  for (intptr_t x = 0; x < count; x += VP_WARP_STEP, grid += 2, output += VP_WARP_STEP * bytes) {
    int32_t u = grid[0] * 16 + 128, v = grid[1] * 16 + 128, du = grid[2] - grid[0], dv = grid[3] - grid[1];
    int32_t x0 = u >> 16, y0 = v >> 16, x1 = vpw_along(u, du, 15) >> 16, y1 = vpw_along(v, dv, 15) >> 16;
    int32_t left = x0 < x1 ? x0 : x1, end = x0 < x1 ? x1 : x0, top = y0 < y1 ? y0 : y1, low = y0 < y1 ? y1 : y0;
    intptr_t block = count - x < VP_WARP_STEP ? count - x : VP_WARP_STEP;
    if (block == VP_WARP_STEP && left >= 0 && top >= 0 && end <= right && low <= bottom) {
      vpw_reach reach = {left, top, end - left <= VPW_SPAN && low - top <= 1 && left + 32 <= p->width};
      vpw_inside(p, bytes, u, v, du, dv, reach, output);
      continue;
    }
    int isOutside = p->fill >= 0 && (end < -1 || low < -1 || left >= p->width || top >= p->height);
    for (intptr_t j = 0; j < block; j++) {
      uint32_t value = isOutside ? (uint32_t)p->fill : vpw_sample(p, bytes, vpw_along(u, du, (int32_t)j), vpw_along(v, dv, (int32_t)j));
      if (bytes == 1) output[j] = (uint8_t)value; else ((uint16_t *)output)[j] = (uint16_t)value;
    }
  }
}
