// Blocks of 16x16 bytes of two pictures: sums of their differences, and of products of differences and gradients. Eight lanes serve every level: the blocks are few.
#pragma once
#include "csimd.h"

enum { VP_BLOCK = 16 };

/// sums[row · columns + column] = Σ |block − area| with the area's block `row` rows down and `column` columns right of its first.
VP void vp_block_differences(
    const uint8_t *block, intptr_t stride, const uint8_t *area, intptr_t area_stride, intptr_t columns, intptr_t rows, int32_t *sums) {
  __m128i own[VP_BLOCK];
  for (int y = 0; y < VP_BLOCK; y++) own[y] = _mm_loadu_si128((const __m128i *)(block + y * stride));
  for (intptr_t row = 0; row < rows; row++, area += area_stride) {
    for (intptr_t column = 0; column < columns; column++) {
      __m128i sum = _mm_setzero_si128();
      for (int y = 0; y < VP_BLOCK; y++)
        sum = _mm_add_epi64(sum, _mm_sad_epu8(own[y], _mm_loadu_si128((const __m128i *)(area + y * area_stride + column))));
      *sums++ = _mm_cvtsi128_si32(sum) + _mm_extract_epi16(sum, 4);
    }
  }
}

VP __m128i vpb_eight(const uint8_t *p) { return _mm_unpacklo_epi8(_mm_loadl_epi64((const __m128i *)p), _mm_setzero_si128()); }
VP int32_t vpb_sum(__m128i v) {
  v = _mm_add_epi32(v, _mm_shuffle_epi32(v, 0x4e));
  return _mm_cvtsi128_si32(_mm_add_epi32(v, _mm_shuffle_epi32(v, 0xb1)));
}

/// With a of `moved` and b of `own`, e = a − b, x and y the differences of a + b two samples apart: Σ of x, y, e, xx, xy, yy, xe, ye, ee. One sample around the
/// blocks is read. |x| ≤ 510, so 32 of them fit 16 bits.
VP void vp_block_gradients(const uint8_t *moved, intptr_t moved_stride, const uint8_t *own, intptr_t own_stride, int32_t *sums) {
  const __m128i zero = _mm_setzero_si128(), one = _mm_set1_epi16(1);
  __m128i sx = zero, sy = zero, se = zero, xx = zero, xy = zero, yy = zero, xe = zero, ye = zero, ee = zero;
  for (int row = 0; row < VP_BLOCK; row++, moved += moved_stride, own += own_stride) {
    for (int half = 0; half < VP_BLOCK; half += 8) {
      const uint8_t *a = moved + half, *b = own + half;
      __m128i x = _mm_sub_epi16(_mm_add_epi16(vpb_eight(a + 1), vpb_eight(b + 1)), _mm_add_epi16(vpb_eight(a - 1), vpb_eight(b - 1)));
      __m128i y = _mm_sub_epi16(
          _mm_add_epi16(vpb_eight(a + moved_stride), vpb_eight(b + own_stride)), _mm_add_epi16(vpb_eight(a - moved_stride), vpb_eight(b - own_stride)));
      __m128i e = _mm_sub_epi16(vpb_eight(a), vpb_eight(b));
      sx = _mm_add_epi16(sx, x), sy = _mm_add_epi16(sy, y), se = _mm_add_epi16(se, e);
      xx = _mm_add_epi32(xx, _mm_madd_epi16(x, x)), xy = _mm_add_epi32(xy, _mm_madd_epi16(x, y)), yy = _mm_add_epi32(yy, _mm_madd_epi16(y, y));
      xe = _mm_add_epi32(xe, _mm_madd_epi16(x, e)), ye = _mm_add_epi32(ye, _mm_madd_epi16(y, e)), ee = _mm_add_epi32(ee, _mm_madd_epi16(e, e));
    }
  }
  sums[0] = vpb_sum(_mm_madd_epi16(sx, one)), sums[1] = vpb_sum(_mm_madd_epi16(sy, one)), sums[2] = vpb_sum(_mm_madd_epi16(se, one));
  sums[3] = vpb_sum(xx), sums[4] = vpb_sum(xy), sums[5] = vpb_sum(yy), sums[6] = vpb_sum(xe), sums[7] = vpb_sum(ye), sums[8] = vpb_sum(ee);
}
