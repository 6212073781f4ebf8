// Rows sampled at any place of a plane: bilinear in fixed point, in tiles (warp_tiles.h), by rows read whole where places lie near each other, or by gathers, as
// the level has them.
#pragma once
#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#define VPW static inline __attribute__((always_inline))
enum { VP_WARP_STEP = 16 };

/// One of the planes of a size that are sampled at the same places.
typedef struct {
  const uint8_t *source;
  intptr_t stride;
  uint8_t *output;
  intptr_t output_stride;
  int32_t fill;
} vpw_plane;

typedef struct { int32_t width, height; } vpw_size;

VPW int32_t vpw_tap(const vpw_plane *p, vpw_size size, int bytes, int32_t x, int32_t y) {
  if (x < 0 || y < 0 || x >= size.width || y >= size.height) {
    if (p->fill >= 0) return p->fill;
    x = (int32_t)vp_mirrored(x, size.width), y = (int32_t)vp_mirrored(y, size.height);
  }
  const uint8_t *row = p->source + y * p->stride;
  return bytes == 1 ? row[x] : ((const uint16_t *)row)[x];
}

/// One sample at u, v in 2^-16; both are cut to 1/256. What lies beyond the plane is the fill; negative: the plane mirrored.
VPW uint32_t vpw_sample(const vpw_plane *p, vpw_size size, int bytes, int32_t u, int32_t v) {
  int32_t x = u >> 16, y = v >> 16;
  uint32_t fx = (uint32_t)(u >> 8) & 255, fy = (uint32_t)(v >> 8) & 255;
  if (p->fill >= 0 && (x < -1 || y < -1 || x >= size.width || y >= size.height)) return (uint32_t)p->fill;
  uint32_t top = (uint32_t)vpw_tap(p, size, bytes, x, y) * (256 - fx) + (uint32_t)vpw_tap(p, size, bytes, x + 1, y) * fx;
  uint32_t low = (uint32_t)vpw_tap(p, size, bytes, x, y + 1) * (256 - fx) + (uint32_t)vpw_tap(p, size, bytes, x + 1, y + 1) * fx;
  return (top * (256 - fy) + low * fy + 32768) >> 16;
}

/// 16 samples of `planes` planes from u, v on in steps of du, dv, all of whose taps lie on the plane. Offsets fit 31 bits. `isNear`: each half's taps lie
/// within 16 columns, 32 columns from the leftmost tap on belong to the plane, and the rows are few: AVX2 then reads rows whole, bytes alone.
#if defined(__AVX512BW__)
/// Samples from the taps a (left and right in halves of a lane) and those below them.
VPW void vpw_mix(__m512i a, __m512i b, __m512i fx, __m512i fy, int bytes, uint8_t *output) {
  __m512i top, low;
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
VPW void vpw_inside(const vpw_plane *p, int planes, int bytes, int32_t u, int32_t v, int32_t du, int32_t dv, int isNear, intptr_t at) {
  (void)isNear;
  const __m512i index = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  __m512i us = _mm512_add_epi32(_mm512_set1_epi32(u), _mm512_mullo_epi32(index, _mm512_set1_epi32(du)));
  __m512i vs = _mm512_add_epi32(_mm512_set1_epi32(v), _mm512_mullo_epi32(index, _mm512_set1_epi32(dv)));
  const __m512i low8 = _mm512_set1_epi32(255);
  __m512i fx = _mm512_and_si512(_mm512_srli_epi32(us, 8), low8), fy = _mm512_and_si512(_mm512_srli_epi32(vs, 8), low8);
  __m512i xs = _mm512_srai_epi32(us, 16), ys = _mm512_srai_epi32(vs, 16);
  for (int i = 0; i < planes; i++) {
    __m512i place = _mm512_add_epi32(_mm512_slli_epi32(xs, bytes - 1), _mm512_mullo_epi32(ys, _mm512_set1_epi32((int32_t)p[i].stride)));
    __m512i a = _mm512_i32gather_epi32(place, p[i].source, 1), b = _mm512_i32gather_epi32(place, p[i].source + p[i].stride, 1);
    if (bytes == 1) {
      const __m512i second = _mm512_set1_epi32(0xFF00);
      a = _mm512_or_si512(_mm512_and_si512(a, low8), _mm512_slli_epi32(_mm512_and_si512(a, second), 8));
      b = _mm512_or_si512(_mm512_and_si512(b, low8), _mm512_slli_epi32(_mm512_and_si512(b, second), 8));
    }
    vpw_mix(a, b, fx, fy, bytes, p[i].output + at);
  }
}
#elif defined(__AVX2__)
VPW __m256i vpw_pairs(const uint8_t *row, __m256i index) {
  return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)row)), index);
}
VPW __m256i vpw_mix(__m256i a, __m256i b, __m256i fx, __m256i fy, int bytes) {
  __m256i top, low;
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
/// `result` has one vector of each plane.
VPW void vpw_eight(const vpw_plane *p, int planes, int bytes, int32_t u, int32_t v, int32_t du, int32_t dv, int isNear, __m256i *result) {
  const __m256i index = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  __m256i us = _mm256_add_epi32(_mm256_set1_epi32(u), _mm256_mullo_epi32(index, _mm256_set1_epi32(du)));
  __m256i vs = _mm256_add_epi32(_mm256_set1_epi32(v), _mm256_mullo_epi32(index, _mm256_set1_epi32(dv)));
  const __m256i low8 = _mm256_set1_epi32(255);
  __m256i fx = _mm256_and_si256(_mm256_srli_epi32(us, 8), low8), fy = _mm256_and_si256(_mm256_srli_epi32(vs, 8), low8);
  __m256i xs = _mm256_srai_epi32(us, 16), ys = _mm256_srai_epi32(vs, 16);
  if (bytes == 1 && isNear) {
    int32_t x0 = u >> 16, x7 = (u + 7 * du) >> 16, x = x0 < x7 ? x0 : x7, y0 = v >> 16, y7 = (v + 7 * dv) >> 16;
    int32_t top = y0 < y7 ? y0 : y7, low = y0 < y7 ? y7 : y0;
    const __m256i place = _mm256_sub_epi32(xs, _mm256_set1_epi32(x)), isTop = _mm256_cmpeq_epi32(ys, _mm256_set1_epi32(top));
    __m256i isAbove = _mm256_cmpeq_epi32(ys, _mm256_set1_epi32(top + 1)), a[3], b[3];
    // A byte of the index with its highest bit set gives 0: bytes become words.
    __m256i both = _mm256_add_epi32(_mm256_or_si256(place, _mm256_slli_epi32(place, 16)), _mm256_set1_epi32((int32_t)0x80018000u));
    for (int i = 0; i < planes; i++) {
      const uint8_t *row = p[i].source + top * p[i].stride + x;
      b[i] = vpw_pairs(row + p[i].stride, both);
      a[i] = _mm256_blendv_epi8(b[i], vpw_pairs(row, both), isTop);
    }
    for (int32_t y = top + 2; y <= low + 1; y++) {
      const __m256i isHere = _mm256_cmpeq_epi32(ys, _mm256_set1_epi32(y));
      for (int i = 0; i < planes; i++) {
        __m256i row = vpw_pairs(p[i].source + y * p[i].stride + x, both);
        a[i] = _mm256_blendv_epi8(a[i], row, isHere);
        b[i] = _mm256_blendv_epi8(b[i], row, isAbove);
      }
      isAbove = isHere;
    }
    for (int i = 0; i < planes; i++) result[i] = vpw_mix(a[i], b[i], fx, fy, bytes);
    return;
  }
  for (int i = 0; i < planes; i++) {
    __m256i place = _mm256_add_epi32(_mm256_slli_epi32(xs, bytes - 1), _mm256_mullo_epi32(ys, _mm256_set1_epi32((int32_t)p[i].stride)));
    __m256i a = _mm256_i32gather_epi32((const int *)p[i].source, place, 1);
    __m256i b = _mm256_i32gather_epi32((const int *)(p[i].source + p[i].stride), place, 1);
    if (bytes == 1) {
      const __m256i second = _mm256_set1_epi32(0xFF00);
      a = _mm256_or_si256(_mm256_and_si256(a, low8), _mm256_slli_epi32(_mm256_and_si256(a, second), 8));
      b = _mm256_or_si256(_mm256_and_si256(b, low8), _mm256_slli_epi32(_mm256_and_si256(b, second), 8));
    }
    result[i] = vpw_mix(a, b, fx, fy, bytes);
  }
}
VPW void vpw_inside(const vpw_plane *p, int planes, int bytes, int32_t u, int32_t v, int32_t du, int32_t dv, int isNear, intptr_t at) {
  __m256i a[3], b[3];
  vpw_eight(p, planes, bytes, u, v, du, dv, isNear, a);
  vpw_eight(p, planes, bytes, u + 8 * du, v + 8 * dv, du, dv, isNear, b);
  for (int i = 0; i < planes; i++) {
    __m256i words = _mm256_permute4x64_epi64(_mm256_packus_epi32(a[i], b[i]), 0xD8);
    if (bytes == 1)
      _mm_storeu_si128((__m128i *)(p[i].output + at), _mm_packus_epi16(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1)));
    else _mm256_storeu_si256((__m256i *)(p[i].output + at), words);
  }
}
#else
VPW void vpw_inside(const vpw_plane *p, int planes, int bytes, int32_t u, int32_t v, int32_t du, int32_t dv, int isNear, intptr_t at) {
  (void)isNear;
  for (int j = 0; j < VP_WARP_STEP; j++, u += du, v += dv) {
    const uint32_t fx = (uint32_t)(u >> 8) & 255, fy = (uint32_t)(v >> 8) & 255;
    const intptr_t x = u >> 16, y = v >> 16;
    for (int i = 0; i < planes; i++) {
      const uint8_t *row = p[i].source + y * p[i].stride;
      uint32_t top, low;
      if (bytes == 1) {
        const uint8_t *a = row + x, *b = a + p[i].stride;
        top = a[0] * (256 - fx) + a[1] * fx;
        low = b[0] * (256 - fx) + b[1] * fx;
        p[i].output[at + j] = (uint8_t)((top * (256 - fy) + low * fy + 32768) >> 16);
      } else {
        const uint16_t *a = (const uint16_t *)row + x, *b = (const uint16_t *)(row + p[i].stride) + x;
        top = a[0] * (256 - fx) + a[1] * fx;
        low = b[0] * (256 - fx) + b[1] * fx;
        ((uint16_t *)(p[i].output + at))[j] = (uint16_t)((top * (256 - fy) + low * fy + 32768) >> 16);
      }
    }
  }
}
#endif

/// start + steps · step, whose product alone may leave 32 bits where neighbouring nodes lie far apart.
VPW int32_t vpw_along(int32_t start, int32_t step, int32_t steps) { return (int32_t)((uint32_t)start + (uint32_t)step * (uint32_t)steps); }

/// A block of 16 samples, or as many as are left, of a row of each of `planes` planes; `nodes`: those at its beginning and its end.
VPW void vpw_block(const vpw_plane *p, int planes, vpw_size size, int bytes, const int32_t *nodes, intptr_t x, intptr_t count) {
  /// A gather reads four bytes: two more than one-byte taps need.
  const int32_t right = size.width - (bytes == 1 ? 4 : 2), bottom = size.height - 2;
  int32_t u = nodes[0] * 16 + 128, v = nodes[1] * 16 + 128, du = nodes[2] - nodes[0], dv = nodes[3] - nodes[1];
  int32_t x0 = u >> 16, y0 = v >> 16, x1 = vpw_along(u, du, 15) >> 16, y1 = vpw_along(v, dv, 15) >> 16;
  int32_t left = x0 < x1 ? x0 : x1, end = x0 < x1 ? x1 : x0, top = y0 < y1 ? y0 : y1, low = y0 < y1 ? y1 : y0;
  intptr_t block = count - x < VP_WARP_STEP ? count - x : VP_WARP_STEP;
  if (block == VP_WARP_STEP && left >= 0 && top >= 0 && end <= right && low <= bottom) {
    const int isNear = end - left <= 26 && low - top <= 15 && left + 32 <= size.width;
    vpw_inside(p, planes, bytes, u, v, du, dv, isNear, x * bytes);
    return;
  }
  int isBeyond = end < -1 || low < -1 || left >= size.width || top >= size.height;
  for (int i = 0; i < planes; i++) {
    int isFilled = isBeyond && p[i].fill >= 0;
    for (intptr_t j = 0; j < block; j++) {
      uint32_t value = isFilled ? (uint32_t)p[i].fill : vpw_sample(p + i, size, bytes, vpw_along(u, du, (int32_t)j), vpw_along(v, dv, (int32_t)j));
      if (bytes == 1) p[i].output[x + j] = (uint8_t)value; else ((uint16_t *)p[i].output)[x + j] = (uint16_t)value;
    }
  }
}

#include "warp_tiles.h"

/// `rows` rows of `count` samples of each of `planes` planes, 3 at most. `grid` has u and v in 2^-12 samples at every 16th column, one more than there are
/// blocks, `pitch` numbers from row to row; between them places are linear. 1/512 is added for rounding.
VPW void vp_warp(
    const vpw_plane *p, int planes, vpw_size size, int bytes, const int32_t *grid, intptr_t pitch, intptr_t count, intptr_t rows) {
#if defined(VPW_TILES)
  for (intptr_t y = 0; y < rows; y += VPW_SIDE) vpw_band(p, planes, size, bytes, grid + y * pitch, pitch, count, y, rows - y);
#else
  vpw_plane row[3];
  for (int i = 0; i < planes; i++) row[i] = p[i];
  for (intptr_t y = 0; y < rows; y++, grid += pitch) {
    for (intptr_t x = 0; x < count; x += VP_WARP_STEP) vpw_block(row, planes, size, bytes, grid + x / VP_WARP_STEP * 2, x, count);
    for (int i = 0; i < planes; i++) row[i].output += row[i].output_stride;
  }
#endif
}
