// Bilateral means of one-byte samples, four taps of one distance at a time: their samples are the bytes of a 32-bit word, their weights two digits that are
// looked up over whole vectors, and sums of products of bytes do the rest.
#pragma once
#include "csimd.h"

/// Taps in fours, for a window of one-byte samples. The weight of a difference at a distance is 255 · (its high digit) + (its low digit); digits are −128 … 127.
struct vp_bilateral_quads {
  int32_t radius_x, radius_y;
  /// Quads; the largest difference that has weight; weight of the sample itself, less that of all taps that only fill a quad.
  int32_t count, last, weight;
  /// Nine numbers a quad: row, from the top of the window, and column of each tap, and which table of digits is theirs.
  const int32_t *places;
  /// For each distance the low digits of the differences 0 … 255, then the high ones.
  const int8_t *digits;
};

#if defined(__AVX512VBMI__) && defined(__AVX512VNNI__)
enum {
  /// Samples that go through the taps together, in vectors of 16 quads.
  VP_QUAD_BLOCK = 64,
  VP_QUAD_VECTORS = 4
};

/// Tables of digits in parts of 64.
struct vp_digit_tables {
  __m512i low[4], high[4];
};
struct vp_digits {
  __m512i low, high;
};

/// A digit of each of the differences, of a table's first `entries`; the rest of it is 0.
VP __m512i vp_bilateral_digit(const __m512i *part, __m512i d, __mmask64 some, int entries) {
  switch (entries) {
    case 64: return _mm512_maskz_permutexvar_epi8(some, d, part[0]);
    case 128: return _mm512_maskz_permutex2var_epi8(some, part[0], d, part[1]);
    case 192: return _mm512_mask_permutexvar_epi8(_mm512_permutex2var_epi8(part[0], d, part[1]), some, d, part[2]);
    default: return _mm512_mask_blend_epi8(some, _mm512_permutex2var_epi8(part[0], d, part[1]), _mm512_permutex2var_epi8(part[2], d, part[3]));
  }
}

VP struct vp_digits vp_bilateral_digits(__m512i samples, __m512i centre, const struct vp_digit_tables *t, int entries) {
  __m512i d = _mm512_subs_epu8(_mm512_max_epu8(samples, centre), _mm512_min_epu8(samples, centre));
  if (entries == 192) d = _mm512_min_epu8(d, _mm512_set1_epi8((char)191));
  // Up to 128 entries those differences that have one; above, those beyond the first 128.
  const __mmask64 some = entries <= 128 ? _mm512_cmple_epu8_mask(d, _mm512_set1_epi8((char)(entries - 1))) : _mm512_movepi8_mask(d);
  return (struct vp_digits){vp_bilateral_digit(t->low, d, some, entries), vp_bilateral_digit(t->high, d, some, entries)};
}

/// ⌊(2n + w) / 2w⌋. The estimate is right or one too small: the inverse is off by 2^-14 of itself, the quotient so by less than 1/64, and a half lacks 1/50.
VP __m512i vp_bilateral_quotient(__m512i n, __m512i w) {
  const __m512 inverse = _mm512_rcp14_ps(_mm512_cvtepi32_ps(w));
  const __m512i e = _mm512_cvttps_epi32(_mm512_fmadd_ps(_mm512_cvtepi32_ps(n), inverse, _mm512_set1_ps(0.48f)));
  const __m512i rest = _mm512_sub_epi32(n, _mm512_mullo_epi32(e, w));
  return _mm512_mask_add_epi32(e, _mm512_cmpge_epi32_mask(_mm512_add_epi32(rest, rest), w), e, _mm512_set1_epi32(1));
}

/// q[j] holds the bytes of a, b, c, d of the samples 16k + 4j … 16k + 4j + 3 in lane k, which packing to bytes puts in order again.
VP void vp_bilateral_spread(__m512i *q, __m512i a, __m512i b, __m512i c, __m512i d) {
  __m512i p = _mm512_unpacklo_epi8(a, b), r = _mm512_unpacklo_epi8(c, d);
  q[0] = _mm512_unpacklo_epi16(p, r), q[1] = _mm512_unpackhi_epi16(p, r);
  p = _mm512_unpackhi_epi8(a, b), r = _mm512_unpackhi_epi8(c, d);
  q[2] = _mm512_unpacklo_epi16(p, r), q[3] = _mm512_unpackhi_epi16(p, r);
}

/// Means of the samples that `mask` names, from column `at` of the rows on.
VP void vp_bilateral_quad_block(
    const uint8_t *const *rows, intptr_t at, const struct vp_bilateral_quads *m, int entries, __mmask64 mask, uint8_t *output) {
  enum { V = VP_QUAD_VECTORS };
  const __m512i one = _mm512_set1_epi8(1), base = _mm512_set1_epi8((char)255), own = _mm512_set1_epi32(m->weight);
  const __m512i c = _mm512_maskz_loadu_epi8(mask, rows[m->radius_y] + at);
  __m512i centre[V], low[V], high[V], weights[V], q[V];
  vp_bilateral_spread(centre, c, c, c, c);
  for (int j = 0; j < V; j++) low[j] = _mm512_mullo_epi32(own, _mm512_srli_epi32(centre[j], 24)), high[j] = _mm512_setzero_si512(), weights[j] = own;
  const int32_t *p = m->places;
  for (int k = 0; k < m->count; k++, p += 9) {
    const int8_t *digits = m->digits + 512 * (intptr_t)p[8];
    struct vp_digit_tables t;
    for (int i = 0; i < entries / 64; i++) t.low[i] = _mm512_loadu_si512(digits + 64 * i), t.high[i] = _mm512_loadu_si512(digits + 256 + 64 * i);
    vp_bilateral_spread(
        q, _mm512_maskz_loadu_epi8(mask, rows[p[0]] + at + p[1]), _mm512_maskz_loadu_epi8(mask, rows[p[2]] + at + p[3]),
        _mm512_maskz_loadu_epi8(mask, rows[p[4]] + at + p[5]), _mm512_maskz_loadu_epi8(mask, rows[p[6]] + at + p[7]));
    for (int j = 0; j < V; j++) {
      const struct vp_digits w = vp_bilateral_digits(q[j], centre[j], &t, entries);
      low[j] = _mm512_dpbusd_epi32(low[j], q[j], w.low), high[j] = _mm512_dpbusd_epi32(high[j], q[j], w.high);
      weights[j] = _mm512_dpbusd_epi32(_mm512_dpbusd_epi32(weights[j], one, w.low), base, w.high);
    }
  }
  for (int j = 0; j < V; j++)
    q[j] = vp_bilateral_quotient(_mm512_add_epi32(low[j], _mm512_sub_epi32(_mm512_slli_epi32(high[j], 8), high[j])), weights[j]);
  _mm512_mask_storeu_epi8(output, mask, _mm512_packus_epi16(_mm512_packus_epi32(q[0], q[1]), _mm512_packus_epi32(q[2], q[3])));
}

/// The last samples take the tables whole, which serves any of them.
VP void vp_bilateral_quad_row(const uint8_t *const *rows, intptr_t x, uint8_t *output, intptr_t count, const struct vp_bilateral_quads *m, int entries) {
  const __mmask64 all = ~(__mmask64)0;
  intptr_t i = 0;
  for (; i + VP_QUAD_BLOCK <= count; i += VP_QUAD_BLOCK) vp_bilateral_quad_block(rows, x + i, m, entries, all, output + i);
  if (i < count) vp_bilateral_quad_block(rows, x + i, m, 256, all >> (VP_QUAD_BLOCK - (count - i)), output + i);
}
#endif

/// Whether the level has this form. Else nothing is done. `output` begins with column x.
VP int vp_bilateral_by_quads(const void *const *rows, intptr_t x, uint8_t *output, intptr_t count, const struct vp_bilateral_quads *m) {
#if defined(__AVX512VBMI__) && defined(__AVX512VNNI__)
  const uint8_t *const *bytes = (const uint8_t *const *)rows;
  if (m->last < 64) {
    vp_bilateral_quad_row(bytes, x, output, count, m, 64);
  } else if (m->last < 128) {
    vp_bilateral_quad_row(bytes, x, output, count, m, 128);
  } else if (m->last < 191) {
    vp_bilateral_quad_row(bytes, x, output, count, m, 192);
  } else {
    vp_bilateral_quad_row(bytes, x, output, count, m, 256);
  }
  return 1;
#else
  (void)rows, (void)x, (void)output, (void)count, (void)m;
  return 0;
#endif
}
