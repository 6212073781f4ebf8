// Resizing of one-byte samples where the processor adds up products of four bytes, or of two words, in one step (AVX-512 VNNI). The sums are those of resize.h.
#pragma once
#include "resize.h"

/// Columns whose first taps lie close together.
struct vpr_columns {
  const int32_t *first;
  /// Four times the low byte of 2 · first.
  const uint32_t *places;
  const int16_t *weights;
  intptr_t count, pitch;
  int32_t shift;
  /// Whether all taps of 16 columns lie within 32 words; whether 16 columns have the weights and the distances of the 16 before them.
  int32_t is_narrow, repeats;
};

#if defined(__AVX512VNNI__)
enum {
  /// Samples that go through the taps together.
  VPR_BLOCK = 64,
  /// Taps of which one step adds up the products; fours of them at most.
  VPR_FOUR = 4,
  VPR_FOURS = 32,
  /// Pairs of taps whose weights stay in registers where they repeat.
  VPR_PAIRS = 6
};

/// 14-bit weights as 256 · upper + lower, both signed bytes, four to a word.
struct vpr_fours {
  intptr_t count;
  int32_t upper[VPR_FOURS], lower[VPR_FOURS];
};

VP struct vpr_fours vpr_split(const int16_t *weights, intptr_t count) {
  struct vpr_fours fours = {.count = (count + VPR_FOUR - 1) / VPR_FOUR};
  for (intptr_t k = 0; k < fours.count; k++) {
    uint32_t upper = 0, lower = 0;
    for (int i = 0; i < VPR_FOUR && VPR_FOUR * k + i < count; i++) {
      const int w = weights[VPR_FOUR * k + i], low = (int8_t)w;
      lower |= (uint32_t)(uint8_t)low << 8 * i;
      upper |= (uint32_t)(uint8_t)((w - low) >> 8) << 8 * i;
    }
    fours.upper[k] = (int32_t)upper, fours.lower[k] = (int32_t)lower;
  }
  return fours;
}

/// vpr_rows8 with a shift of 8 for 64 columns: Σ p · upper + ((Σ p · lower + 128) >> 8).
VP void vpr_rows_block(const void *const *rows, intptr_t count, intptr_t ahead, const struct vpr_fours *fours, int16_t *output, intptr_t x) {
  vpr_ask(rows, count, ahead, x, VPR_BLOCK);
  __m512i u[4], l[4];
  for (int i = 0; i < 4; i++) u[i] = _mm512_setzero_si512(), l[i] = _mm512_set1_epi32(128);
  for (intptr_t k = 0; k < (count + 3) / 4; k++) {
    const intptr_t left = count - 4 * k;
    __m512i p[4], q[4];
    for (intptr_t i = 0; i < 4; i++) p[i] = _mm512_loadu_si512((const uint8_t *)rows[4 * k + (i < left ? i : 0)] + x);
    const __m512i a = _mm512_unpacklo_epi8(p[0], p[1]), b = _mm512_unpackhi_epi8(p[0], p[1]);
    // A third and a fourth that weigh nothing may be anything.
    const __m512i c = left > 2 ? _mm512_unpacklo_epi8(p[2], p[3]) : a, d = left > 2 ? _mm512_unpackhi_epi8(p[2], p[3]) : b;
    q[0] = _mm512_unpacklo_epi16(a, c), q[1] = _mm512_unpackhi_epi16(a, c), q[2] = _mm512_unpacklo_epi16(b, d), q[3] = _mm512_unpackhi_epi16(b, d);
    const __m512i upper = _mm512_set1_epi32(fours->upper[k]), lower = _mm512_set1_epi32(fours->lower[k]);
    for (int i = 0; i < 4; i++) u[i] = _mm512_dpbusd_epi32(u[i], q[i], upper), l[i] = _mm512_dpbusd_epi32(l[i], q[i], lower);
  }
  for (int i = 0; i < 4; i++) u[i] = _mm512_add_epi32(u[i], _mm512_srai_epi32(l[i], 8));
  // Columns 0 … 7 of each sixteen, and 8 … 15.
  const __m512i first = _mm512_packs_epi32(u[0], u[1]), second = _mm512_packs_epi32(u[2], u[3]);
  _mm512_storeu_si512(output + x, _mm512_permutex2var_epi64(first, _mm512_setr_epi64(0, 1, 8, 9, 2, 3, 10, 11), second));
  _mm512_storeu_si512(output + x + 32, _mm512_permutex2var_epi64(first, _mm512_setr_epi64(4, 5, 12, 13, 6, 7, 14, 15), second));
}

VP void vpr_rows_count(const void *const *rows, intptr_t count, const struct vpr_fours *fours, int16_t *output, intptr_t first, intptr_t end) {
  const intptr_t ahead = vpr_ahead(rows, count);
  for (intptr_t x = first; x < end; x += VPR_BLOCK) vpr_rows_block(rows, count, ahead, fours, output, x + VPR_BLOCK <= end ? x : end - VPR_BLOCK);
}

/// The same for at least 64 columns and at most 128 taps.
VP void vpr_rows_bytes(const void *const *rows, intptr_t count, const int16_t *weights, int16_t *output, intptr_t first, intptr_t end) {
  const struct vpr_fours fours = vpr_split(weights, count);
  // Counts that the compiler knows keep the rows' addresses in registers.
  switch (count) {
    case 2: vpr_rows_count(rows, 2, &fours, output, first, end); break;
    case 3: vpr_rows_count(rows, 3, &fours, output, first, end); break;
    case 4: vpr_rows_count(rows, 4, &fours, output, first, end); break;
    case 6: vpr_rows_count(rows, 6, &fours, output, first, end); break;
    case 8: vpr_rows_count(rows, 8, &fours, output, first, end); break;
    case 9: vpr_rows_count(rows, 9, &fours, output, first, end); break;
    case 12: vpr_rows_count(rows, 12, &fours, output, first, end); break;
    default: vpr_rows_count(rows, count, &fours, output, first, end);
  }
}

/// The weights of 16 columns' pairs of taps and where their words lie: bytes from the first column's first word on.
struct vpr_lanes {
  __m512i order, weights[VPR_PAIRS];
};

VP __m512i vpr_lane_order(const uint32_t *places, intptr_t x) {
  const __m512i from = _mm512_sub_epi8(_mm512_loadu_si512(places + x), _mm512_set1_epi32((int32_t)places[x]));
  return _mm512_add_epi8(from, _mm512_set1_epi32(0x03020100));
}

/// What is the same for all columns x, x + 16, … where they repeat.
VP struct vpr_lanes vpr_lanes_at(const uint32_t *places, const int16_t *weights, intptr_t count, intptr_t pitch, intptr_t x) {
  struct vpr_lanes lanes = {.order = vpr_lane_order(places, x)};
  for (intptr_t k = 0; k < count / 2; k++) lanes.weights[k] = _mm512_loadu_si512(weights + 2 * (k * pitch + x));
  return lanes;
}

/// The sums of 16 columns, before they are shifted. All words of a narrow window come with one load.
VP __m512i vpr_lane_sum(
    const int16_t *from, const struct vpr_lanes *lanes, __m512i order, const int16_t *weights, intptr_t count, intptr_t pitch, int is_narrow, __m512i half) {
  __m512i sum = half, window = _mm512_loadu_si512(from);
  for (intptr_t k = 0; k < count; k += 2) {
    const __m512i w = lanes ? lanes->weights[k / 2] : _mm512_loadu_si512(weights + k * pitch);
    const __m512i words = is_narrow ? _mm512_permutexvar_epi8(_mm512_add_epi8(order, _mm512_set1_epi8((char)(2 * k))), window)
                                    : _mm512_permutexvar_epi8(order, _mm512_loadu_si512(from + k));
    sum = _mm512_dpwssd_epi32(sum, words, w);
  }
  return sum;
}

VP void vpr_close_bytes(
    const int16_t *input, const struct vpr_columns *c, intptr_t count, int is_narrow, int repeats, uint8_t *output, intptr_t start, intptr_t end) {
  const __m512i half = _mm512_set1_epi32(1 << (c->shift - 1)), transposed = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  const __m128i by = _mm_cvtsi32_si128(c->shift);
  struct vpr_lanes lanes;
  if (repeats) lanes = vpr_lanes_at(c->places, c->weights, count, c->pitch, start);
  for (intptr_t at = start; at < end; at += VPR_BLOCK) {
    intptr_t x = at;
    if (at + VPR_BLOCK > end) {
      x = end - VPR_BLOCK;
      if (repeats) lanes = vpr_lanes_at(c->places, c->weights, count, c->pitch, x);
    }
    __m512i s[4];
    for (int i = 0; i < 4; i++, x += 16) {
      const __m512i order = repeats ? lanes.order : vpr_lane_order(c->places, x);
      s[i] = _mm512_sra_epi32(vpr_lane_sum(input + c->first[x], repeats ? &lanes : 0, order, c->weights + 2 * x, count, c->pitch, is_narrow, half), by);
    }
    const __m512i words = _mm512_packus_epi16(_mm512_packs_epi32(s[0], s[1]), _mm512_packs_epi32(s[2], s[3]));
    _mm512_storeu_si512(output + x - VPR_BLOCK, _mm512_permutexvar_epi32(transposed, words));
  }
}

VP void vpr_close_count(const int16_t *input, const struct vpr_columns *c, intptr_t count, uint8_t *output, intptr_t start, intptr_t end) {
  if (c->is_narrow && c->repeats && count <= 2 * VPR_PAIRS) vpr_close_bytes(input, c, count, 1, 1, output, start, end);
  else if (c->repeats && count <= 2 * VPR_PAIRS) vpr_close_bytes(input, c, count, 0, 1, output, start, end);
  else if (c->is_narrow) vpr_close_bytes(input, c, count, 1, 0, output, start, end);
  else vpr_close_bytes(input, c, count, 0, 0, output, start, end);
}

/// vpr_close for at least 64 columns.
VP void vpr_close_each(const int16_t *input, const struct vpr_columns *c, uint8_t *output, intptr_t start, intptr_t end) {
  switch (c->count) {
    case 2: vpr_close_count(input, c, 2, output, start, end); break;
    case 4: vpr_close_count(input, c, 4, output, start, end); break;
    case 6: vpr_close_count(input, c, 6, output, start, end); break;
    case 8: vpr_close_count(input, c, 8, output, start, end); break;
    case 10: vpr_close_count(input, c, 10, output, start, end); break;
    case 12: vpr_close_count(input, c, 12, output, start, end); break;
    default: vpr_close_count(input, c, c->count, output, start, end);
  }
}
#endif

/// output(x) = (Σ rows[k](x) · weights[k] + 128) >> 8 as 16-bit words.
VP void vp_resize_rows8(const void *const *rows, intptr_t count, const int16_t *weights, int16_t *output, intptr_t first, intptr_t end) {
#if defined(__AVX512VNNI__)
  if (end - first >= VPR_BLOCK && count <= VPR_FOUR * VPR_FOURS) {
    vpr_rows_bytes(rows, count, weights, output, first, end);
    return;
  }
#endif
  vpr_rows8(rows, count, weights, 8, output, first, end);
}

/// vpr_close with samples of one byte.
VP void vp_resize_close8(const int16_t *input, const struct vpr_columns *c, uint8_t *output, intptr_t start, intptr_t end) {
#if defined(__AVX512VNNI__)
  if (end - start >= VPR_BLOCK) {
    vpr_close_each(input, c, output, start, end);
    return;
  }
#endif
  vpr_close(input, c->first, c->weights, c->count, c->pitch, c->shift, 255, output, 1, start, end);
}
