// Bilateral means of a row, two taps at a time: their samples stand in the halves of a 32-bit word, so that one instruction multiplies both by their
// weights and adds the products up in 32 bits.
#pragma once
#include "csimd_bilateral_quads.h"
#include "csimd_tables.h"

/// Vectors that go through the taps together.
#if defined(__AVX512BW__)
enum { VP_BILATERAL_VECTORS = 4 };
#else
enum { VP_BILATERAL_VECTORS = 2 };
#endif

enum {
  /// Samples that go through the taps together.
  VP_BILATERAL_BLOCK = VP_BILATERAL_VECTORS * VP_LANES / 2,
  /// Pairs of taps whose sums stay below 2^31.
  VP_BILATERAL_RUN = 16
};

/// The numbers of bilateral's definition. `places` holds for each pair of taps its row of pairs and its column, `roots` the two spatial roots.
struct vp_bilateral {
  int32_t radius_x, radius_y, pairs;
  /// Samples are shifted left by `lift` bits; sums of differences count as 2^scale times as much.
  int32_t lift, scale;
  const int32_t *places;
  const uint32_t *roots;
  /// Of weights that are looked up: for each pair the two tables, and tables of the differences 0 … 255.
  const int32_t *distances;
  const uint16_t *weights;
  /// Roots of the differences 0 … 255.
  const uint16_t *table;
  int32_t cap, shift, factor, a0, a1, a2, a3;
  /// Weight of the sample itself; whether the sums of all taps fit in 32 bits.
  int32_t centre, is_short;
  /// Samples of a row that are paired before the next ones; words of a row of pairs.
  intptr_t columns, pitch;
};

/// The eighth power of the definition's polynomial of (y / 2^15)².
VP vp_u16 vp_bilateral_eighth(vp_u16 y, const struct vp_bilateral *m) {
  vp_u16 u = vp_mul_round(y, y), h = vp_splat((uint16_t)m->a2) - vp_mul_round(u, vp_splat((uint16_t)m->a3));
  h = vp_splat((uint16_t)m->a0) - vp_mul_round(u, vp_splat((uint16_t)m->a1) - vp_mul_round(u, h));
  h = vp_mul_round(h, h), h = vp_mul_round(h, h);
  return vp_mul_round(h, h);
}

/// Root of the weight of a difference in 1/2^15 of the range, by the definition's polynomial.
VP vp_u16 vp_bilateral_root(vp_u16 d, const struct vp_bilateral *m) {
  return vp_bilateral_eighth(
      vp_mulhi(vp_shl(vp_min(vp_abs(d), vp_splat((uint16_t)m->cap)), vp_splat((uint16_t)m->shift)), vp_splat((uint16_t)m->factor)), m);
}

/// Where roots come from: the polynomial; a table of 8-bit differences, of all, or of its first entries where the rest repeats the last of them. Or weights
/// of 15 bits stand in place of squares of roots.
enum { VP_ROOT_COMPUTED = 0, VP_ROOT_OF_256 = 256, VP_ROOT_OF_160 = 160, VP_ROOT_OF_128 = 128, VP_WEIGHTS = 1 };

/// The same from the table's first `entries`.
#if defined(__AVX512BW__)
VP vp_u16 vp_bilateral_look(vp_u16 d, const struct vp_bilateral *m, int entries) {
  __m512i part[8], a = _mm512_abs_epi16((__m512i)d);
  for (int k = 0; k < entries / 32; k++) part[k] = _mm512_loadu_si512(m->table + 32 * k);
  if (entries < 256) a = _mm512_min_epi16(a, _mm512_set1_epi16((int16_t)((entries - 1) << 7)));
  const __m512i index = _mm512_srli_epi16(a, 7);
  const __mmask32 bit6 = _mm512_test_epi16_mask(a, _mm512_set1_epi16(64 << 7)), bit7 = _mm512_test_epi16_mask(a, _mm512_set1_epi16(128 << 7));
  const __m512i low = vp_look_up_128(part, index, bit6);
  switch (entries) {
    case VP_ROOT_OF_128: return (vp_u16)low;
    // One look of 32 words in place of two of 64.
    case VP_ROOT_OF_160: return (vp_u16)_mm512_mask_permutexvar_epi16(low, bit7, index, part[4]);
    default: return (vp_u16)_mm512_mask_blend_epi16(bit7, low, vp_look_up_128(part + 4, index, bit6));
  }
}
#elif defined(__AVX2__)
/// Sixteen scalar looks would take longer than the polynomial.
VP vp_u16 vp_bilateral_look(vp_u16 d, const struct vp_bilateral *m, int entries) { return (void)entries, vp_bilateral_root(d, m); }
#else
/// Eight scalar looks take half the time of the polynomial, whose products are dear here. Lanes beyond the row's end may hold anything.
VP vp_u16 vp_bilateral_look(vp_u16 d, const struct vp_bilateral *m, int entries) {
  (void)entries;
  const uint16_t *t = m->table;
  const vp_u16 a = vp_abs(d) >> 7 & 255;
  return (vp_u16){t[a[0]], t[a[1]], t[a[2]], t[a[3]], t[a[4]], t[a[5]], t[a[6]], t[a[7]]};
}
#endif

#if defined(__AVX2__)
typedef int16_t vp_i16 __attribute__((ext_vector_type(VP_LANES)));
/// Weights of 15 bits of the differences of pair k: squares of roots, 0 beyond the cap.
VP vp_u16 vp_bilateral_weights(vp_u16 d, const struct vp_bilateral *m, int k) {
  const vp_u16 a = vp_abs(d), v = vp_mul_round(vp_bilateral_eighth(vp_mul(a, vp_splat((uint16_t)m->factor)), m), (vp_u16)((vp_i32)(int32_t)m->roots[k]));
  return vp_mul_round(v, v) & (vp_u16)((vp_i16)a <= (vp_i16)(int16_t)m->cap);
}
#else
VP vp_u16 vp_bilateral_weights(vp_u16 d, const struct vp_bilateral *m, int k) {
  const uint16_t *s = m->weights + 256 * m->distances[2 * k], *t = m->weights + 256 * m->distances[2 * k + 1];
  const vp_u16 a = vp_abs(d) & 255;
  return (vp_u16){s[a[0]], t[a[1]], s[a[2]], t[a[3]], s[a[4]], t[a[5]], s[a[6]], t[a[7]]};
}
#endif

/// Sums of the pairs first ..< end for one block; `kind` says where roots come from.
VP void vp_bilateral_sums(
    const uint32_t *at, intptr_t pitch, const struct vp_bilateral *m, int first, int end, int kind, int32_t *differences, int32_t *weights) {
  enum { V = VP_BILATERAL_VECTORS, H = VP_LANES / 2 };
  vp_u16 centre[V];
  vp_i32 n[V], w[V];
  for (int q = 0; q < V; q++) centre[q] = vp_load_u16((const uint16_t *)(at + (m->radius_y + 1) * pitch + q * H)), n[q] = w[q] = (vp_i32)0;
  for (int k = first; k < end; k++) {
    const uint32_t *p = at + m->places[2 * k] * pitch + m->places[2 * k + 1];
    const vp_u16 root = (vp_u16)((vp_i32)(int32_t)m->roots[k]);
    for (int q = 0; q < V; q++) {
      vp_u16 d = vp_load_u16((const uint16_t *)(p + q * H)) - centre[q];
      if (kind == VP_WEIGHTS) {
        const vp_u16 v = vp_bilateral_weights(d, m, k);
        n[q] += vp_pair_products(v, d);
        w[q] += vp_pair_products(v, vp_splat(1));
        continue;
      }
      vp_u16 v = vp_mul_round(kind ? vp_bilateral_look(d, m, kind) : vp_bilateral_root(d, m), root);
      n[q] += vp_pair_products(v, vp_mul_round(v, d));
      w[q] += vp_pair_products(v, v);
    }
  }
  for (int q = 0; q < V; q++) __builtin_memcpy(differences + q * H, &n[q], sizeof n[q]), __builtin_memcpy(weights + q * H, &w[q], sizeof w[q]);
}

/// Means of a block whose sums fit in 32 bits. The estimate is off by one at most; the remainder says by which. It is less than W, so that it may be taken
/// modulo 2^32.
VP void vp_bilateral_short(const uint32_t *centre, const struct vp_bilateral *m, const int32_t *differences, const int32_t *weights, int32_t *output) {
  const float scale = (float)(1 << m->scale);
  for (int i = 0; i < VP_BILATERAL_BLOCK; i++) {
    int32_t p = (int32_t)(centre[i] & 0xffff) >> m->lift, w = weights[i] + m->centre;
    int32_t mean = (int32_t)((float)differences[i] / (float)w * scale + ((float)p + 0.5f));
    int32_t rest = (int32_t)(((uint32_t)differences[i] << m->scale) - (uint32_t)(mean - p) * (uint32_t)w);
    output[i] = mean + (rest >= w - (w >> 1)) - (rest < -(w >> 1));
  }
}

/// Means of a block with sums of 64 bits. The numerator stays below 2^53, so that the quotient of doubles cannot round up to a whole number that is not
/// reached.
VP void vp_bilateral_long(const uint32_t *at, intptr_t pitch, const struct vp_bilateral *m, int kind, int32_t *output) {
  int64_t n[VP_BILATERAL_BLOCK], w[VP_BILATERAL_BLOCK];
  int32_t differences[VP_BILATERAL_BLOCK], weights[VP_BILATERAL_BLOCK];
  const uint32_t *centre = at + (m->radius_y + 1) * pitch;
  for (int i = 0; i < VP_BILATERAL_BLOCK; i++) n[i] = 0, w[i] = m->centre;
  for (int k = 0; k < m->pairs; k += VP_BILATERAL_RUN) {
    vp_bilateral_sums(at, pitch, m, k, k + VP_BILATERAL_RUN < m->pairs ? k + VP_BILATERAL_RUN : m->pairs, kind, differences, weights);
    for (int i = 0; i < VP_BILATERAL_BLOCK; i++) n[i] += differences[i], w[i] += weights[i];
  }
  for (int i = 0; i < VP_BILATERAL_BLOCK; i++) {
    int64_t p = (centre[i] & 0xffff) >> m->lift;
    output[i] = (int32_t)((double)((n[i] << (m->scale + 1)) + w[i] * (2 * p + 1)) / (double)(2 * w[i]));
  }
}

VP void vp_bilateral_block(const uint32_t *at, intptr_t pitch, const struct vp_bilateral *m, int kind, int32_t *output) {
  if (!m->is_short) {
    vp_bilateral_long(at, pitch, m, kind, output);
    return;
  }
  int32_t differences[VP_BILATERAL_BLOCK], weights[VP_BILATERAL_BLOCK];
  vp_bilateral_sums(at, pitch, m, 0, m->pairs, kind, differences, weights);
  vp_bilateral_short(at + (m->radius_y + 1) * pitch, m, differences, weights, output);
}

/// o(i) = a(i) and b(i) in the halves of a word.
VP void vp_bilateral_pairs(const void *a, const void *b, intptr_t from, uint32_t *o, intptr_t n, int shift, int is_wide) {
  if (is_wide) {
    const uint16_t *c = (const uint16_t *)a + from, *d = (const uint16_t *)b + from;
    for (intptr_t i = 0; i < n; i++) o[i] = ((uint32_t)c[i] | (uint32_t)d[i] << 16) << shift;
  } else {
    const uint8_t *c = (const uint8_t *)a + from, *d = (const uint8_t *)b + from;
    for (intptr_t i = 0; i < n; i++) o[i] = ((uint32_t)c[i] | (uint32_t)d[i] << 16) << shift;
  }
}

/// Row k of pairs, k > 0, holds the samples k rows above and below; row 0 each sample and the next one; the last row each sample twice.
VP void vp_bilateral_row(
    const void *const *rows, intptr_t x, void *output, intptr_t count, const struct vp_bilateral *m, int is_wide, int kind, void *scratch) {
  const intptr_t pitch = m->pitch, rx = m->radius_x, ry = m->radius_y;
  const int shift = m->lift;
  uint32_t *pairs = (uint32_t *)scratch;
  int32_t means[VP_BILATERAL_BLOCK];
  for (intptr_t from = 0; from < count; from += m->columns) {
    const intptr_t n = count - from < m->columns ? count - from : m->columns, left = x + from - rx;
    vp_bilateral_pairs(rows[ry], (const char *)rows[ry] + (is_wide ? 2 : 1), left, pairs, n + 2 * rx - 1, shift, is_wide);
    for (intptr_t k = 1; k <= ry; k++) vp_bilateral_pairs(rows[ry - k], rows[ry + k], left, pairs + k * pitch, n + 2 * rx, shift, is_wide);
    vp_bilateral_pairs(rows[ry], rows[ry], x + from, pairs + (ry + 1) * pitch + rx, n, shift, is_wide);
    for (intptr_t i = 0; i < n; i += VP_BILATERAL_BLOCK) {
      vp_bilateral_block(pairs + rx + i, pitch, m, kind, means);
      const intptr_t end = n - i < VP_BILATERAL_BLOCK ? n - i : VP_BILATERAL_BLOCK;
      if (is_wide) {
        for (intptr_t j = 0; j < end; j++) ((uint16_t *)output)[from + i + j] = (uint16_t)means[j];
      } else {
        for (intptr_t j = 0; j < end; j++) ((uint8_t *)output)[from + i + j] = (uint8_t)means[j];
      }
    }
  }
}

/// One-byte samples; `output` begins with column x.
VP void vp_bilateral_8(const void *const *rows, intptr_t x, void *output, intptr_t count, const struct vp_bilateral *m, void *scratch) {
#if defined(__AVX512BW__)
  if (m->cap <= 127 << 7) {
    vp_bilateral_row(rows, x, output, count, m, 0, VP_ROOT_OF_128, scratch);
    return;
  }
  if (m->cap <= 159 << 7) {
    vp_bilateral_row(rows, x, output, count, m, 0, VP_ROOT_OF_160, scratch);
    return;
  }
#endif
  vp_bilateral_row(rows, x, output, count, m, 0, VP_ROOT_OF_256, scratch);
}
/// One-byte samples by weights of 15 bits.
VP void vp_bilateral_weighted_8(const void *const *rows, intptr_t x, void *output, intptr_t count, const struct vp_bilateral *m, void *scratch) {
  vp_bilateral_row(rows, x, output, count, m, 0, VP_WEIGHTS, scratch);
}
/// Two-byte samples of at most 10 bits.
VP void vp_bilateral_16(const void *const *rows, intptr_t x, void *output, intptr_t count, const struct vp_bilateral *m, void *scratch) {
  vp_bilateral_row(rows, x, output, count, m, 1, VP_ROOT_COMPUTED, scratch);
}

/// Samples of more than 10 bits: tap k weighs row(taps[3k])[x + i + taps[3k + 1]] by (table[difference] · taps[3k + 2] + 2^15) >> 16. Sums stay below 2^56.
VP void vp_bilateral_wide(
    const void *const *rows, intptr_t middle, const intptr_t *taps, intptr_t count, const uint32_t *table, intptr_t x, uint16_t *output, intptr_t n) {
  enum { B = 32 };
  for (intptr_t from = 0; from < n; from += B) {
    const intptr_t size = n - from < B ? n - from : B;
    const uint16_t *p = (const uint16_t *)rows[middle] + x + from;
    uint64_t sums[B], weights[B];
    for (intptr_t i = 0; i < B; i++) sums[i] = weights[i] = 0;
    for (intptr_t k = 0; k < count; k++) {
      const uint16_t *q = (const uint16_t *)rows[taps[3 * k]] + x + from + taps[3 * k + 1];
      const uint64_t distance = (uint64_t)taps[3 * k + 2];
      for (intptr_t i = 0; i < size; i++) {
        const uint64_t w = (table[q[i] < p[i] ? p[i] - q[i] : q[i] - p[i]] * distance + 32768) >> 16;
        sums[i] += w * q[i], weights[i] += w;
      }
    }
    for (intptr_t i = 0; i < size; i++) output[from + i] = (uint16_t)((sums[i] + weights[i] / 2) / weights[i]);
  }
}
