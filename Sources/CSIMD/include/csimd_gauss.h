// Gaussians in 16-bit words: taps by high multiplies, halving and doubling of lines by means of two. Words are samples shifted up to the top bit.
//
// Rows come first, so that a row of 8-bit samples is read as it lies: word i of `even` is column 2i, of `odd` column 2i + 1. No shuffle takes bytes
// apart, and none puts them together again: even columns end in low bytes, odd ones in high bytes.
#pragma once
#include "csimd.h"

VP uint16_t vpg_mean(uint16_t a, uint16_t b) { return (uint16_t)((a + b + 1) >> 1); }
VP uint16_t vpg_product(uint16_t a, uint16_t w) { return (uint16_t)((uint32_t)a * w >> 16); }
/// The even and the odd bytes in the upper halves of words.
VP vp_u16 vpg_even(vp_u16 v) { return v << 8; }
VP vp_u16 vpg_odd(vp_u16 v) { return v & (uint16_t)0xFF00; }
VP vp_u16 vpg_bytes(const void *p) { return vp_load_u16((const uint16_t *)p); }

/// Places of the even and the odd words of two vectors, and of the words of an even and an odd vector in their order.
#if defined(__AVX512BW__)
#define VPG_EVEN \
  0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34, 36, 38, 40, 42, 44, 46, 48, 50, 52, 54, 56, 58, 60, \
  62
#define VPG_ODD \
  1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31, 33, 35, 37, 39, 41, 43, 45, 47, 49, 51, 53, 55, 57, 59, 61, \
  63
#define VPG_FIRST \
  0, 32, 1, 33, 2, 34, 3, 35, 4, 36, 5, 37, 6, 38, 7, 39, 8, 40, 9, 41, 10, 42, 11, 43, 12, 44, 13, 45, 14, 46, 15, 47
#define VPG_SECOND \
  16, 48, 17, 49, 18, 50, 19, 51, 20, 52, 21, 53, 22, 54, 23, 55, 24, 56, 25, 57, 26, 58, 27, 59, 28, 60, 29, 61, 30, 62, \
  31, 63
#elif defined(__AVX2__)
#define VPG_EVEN 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30
#define VPG_ODD 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31
#define VPG_FIRST 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
#define VPG_SECOND 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31
#else
#define VPG_EVEN 0, 2, 4, 6, 8, 10, 12, 14
#define VPG_ODD 1, 3, 5, 7, 9, 11, 13, 15
#define VPG_FIRST 0, 8, 1, 9, 2, 10, 3, 11
#define VPG_SECOND 4, 12, 5, 13, 6, 14, 7, 15
#endif

/// A symmetric row of taps: weights[0] of the centre in 2^-16, weights[k] twice that of a sample at distance k, for the mean of a pair. Radius 0 is identity.
/// A sum is bias + Σ ((mean · weight) >> 16), bias ⌊(radius + 1)/2⌋ being the mean of what the shifts lose.
typedef struct { const uint16_t *weights; intptr_t radius; } vpg_taps;
VP uint16_t vpg_bias(vpg_taps t) { return t.radius ? (uint16_t)((t.radius + 1) / 2) : 0; }

/// Sums of 2·radius + 1 rows of bytes, columns `low` ..< `high`, into even and odd words.
VP void vpg_rows8(const void *const *rows, vpg_taps taps, intptr_t low, intptr_t high, uint16_t *even, uint16_t *odd) {
  enum { L = VP_LANES };
  const intptr_t r = taps.radius;
  const uint16_t bias = vpg_bias(taps);
  const uint8_t *middle = rows[r];
  intptr_t x = low;
#define VPG_ONE()                                                                                                    \
  {                                                                                                                  \
    uint16_t sum = (uint16_t)(middle[x] << 8);                                                                       \
    if (r) sum = bias + vpg_product(sum, taps.weights[0]);                                                           \
    for (intptr_t k = 1; k <= r; k++) {                                                                              \
      const uint8_t *a = rows[r - k], *b = rows[r + k];                                                              \
      sum += vpg_product((uint16_t)((a[x] + b[x]) << 7), taps.weights[k]);                                           \
    }                                                                                                                \
    (x & 1 ? odd : even)[x >> 1] = sum;                                                                              \
    x++;                                                                                                             \
  }
  if (x & 1 && x < high) VPG_ONE();
  while (x + 1 < high && high - low > 2 * L) {
    // Two blocks; the last ones may overlap those before. Columns stay even.
    intptr_t last = (high - 2 * L) & ~(intptr_t)1, p = x < last ? x : last, q = x + 2 * L < last ? x + 2 * L : last;
    const uint8_t *newest = rows[2 * r];
    vp_ask(newest + p), vp_ask(newest + q);
    vp_u16 c = vpg_bytes(middle + p), d = vpg_bytes(middle + q), w = vp_splat(taps.weights[0]), b = vp_splat(bias);
    vp_u16 s0 = vpg_even(c), s1 = vpg_odd(c), s2 = vpg_even(d), s3 = vpg_odd(d);
    if (r) s0 = b + vp_mulhi(s0, w), s1 = b + vp_mulhi(s1, w), s2 = b + vp_mulhi(s2, w), s3 = b + vp_mulhi(s3, w);
    for (intptr_t k = 1; k <= r; k++) {
      const uint8_t *above = rows[r - k], *below = rows[r + k];
      vp_u16 a = vpg_bytes(above + p), e = vpg_bytes(below + p), f = vpg_bytes(above + q), g = vpg_bytes(below + q);
      w = vp_splat(taps.weights[k]);
      s0 += vp_mulhi(vp_mean(vpg_even(a), vpg_even(e)), w), s1 += vp_mulhi(vp_mean(vpg_odd(a), vpg_odd(e)), w);
      s2 += vp_mulhi(vp_mean(vpg_even(f), vpg_even(g)), w), s3 += vp_mulhi(vp_mean(vpg_odd(f), vpg_odd(g)), w);
    }
    vp_store_u16(even + p / 2, s0), vp_store_u16(odd + p / 2, s1);
    vp_store_u16(even + q / 2, s2), vp_store_u16(odd + q / 2, s3);
    x = q + 2 * L;
  }
  while (x < high) VPG_ONE();
#undef VPG_ONE
}

/// The same of words: rows of samples shifted up by `shift`.
VP void vpg_rows16(const void *const *rows, vpg_taps taps, int shift, intptr_t low, intptr_t high, uint16_t *even, uint16_t *odd) {
  enum { L = VP_LANES };
  const intptr_t r = taps.radius;
  const uint16_t bias = vpg_bias(taps);
  const uint16_t *middle = rows[r];
  const vp_u16 by = vp_splat((uint16_t)shift), b = vp_splat(bias);
  for (intptr_t x = low; x < high;) {
    if (x & 1 || high - low <= 2 * L || high - x == 1) {
      uint16_t sum = (uint16_t)(middle[x] << shift);
      if (r) sum = bias + vpg_product(sum, taps.weights[0]);
      for (intptr_t k = 1; k <= r; k++) {
        const uint16_t *above = rows[r - k], *below = rows[r + k];
        sum += vpg_product(vpg_mean((uint16_t)(above[x] << shift), (uint16_t)(below[x] << shift)), taps.weights[k]);
      }
      (x & 1 ? odd : even)[x >> 1] = sum;
      x++;
      continue;
    }
    if (high - x < 2 * L) x = (high - 2 * L) & ~(intptr_t)1;
    vp_u16 w = vp_splat(taps.weights[0]), s0 = vp_load_u16(middle + x) << by, s1 = vp_load_u16(middle + x + L) << by;
    if (r) s0 = b + vp_mulhi(s0, w), s1 = b + vp_mulhi(s1, w);
#define VPG_TAPS(SHIFT)                                                                                              \
  for (intptr_t k = 1; k <= r; k++) {                                                                                \
    const uint16_t *above = (const uint16_t *)rows[r - k] + x, *below = (const uint16_t *)rows[r + k] + x;           \
    w = vp_splat(taps.weights[k]);                                                                                   \
    s0 += vp_mulhi(vp_mean(vp_load_u16(above) SHIFT, vp_load_u16(below) SHIFT), w);                                  \
    s1 += vp_mulhi(vp_mean(vp_load_u16(above + L) SHIFT, vp_load_u16(below + L) SHIFT), w);                          \
  }
    if (shift) VPG_TAPS(<< by) else VPG_TAPS()
#undef VPG_TAPS
    vp_store_u16(even + x / 2, __builtin_shufflevector(s0, s1, VPG_EVEN));
    vp_store_u16(odd + x / 2, __builtin_shufflevector(s0, s1, VPG_ODD));
    x += 2 * L;
  }
}

/// bias + sums across about column x.
VP uint16_t vpg_sum(const uint16_t *even, const uint16_t *odd, vpg_taps taps, uint16_t bias, intptr_t x) {
  uint16_t sum = (x & 1 ? odd : even)[x >> 1];
  sum = bias + (taps.radius ? vpg_product(sum, taps.weights[0]) : sum);
  for (intptr_t k = 1; k <= taps.radius; k++) {
    intptr_t a = x - k, b = x + k;
    sum += vpg_product(vpg_mean((a & 1 ? odd : even)[a >> 1], (b & 1 ? odd : even)[b >> 1]), taps.weights[k]);
  }
  return sum;
}

/// The same of the even and the odd columns from words `e` and `o` on, and from `f` and `g` on, into four vectors.
VP void vpg_sums(const uint16_t *e, const uint16_t *o, const uint16_t *f, const uint16_t *g, vpg_taps taps, uint16_t bias, vp_u16 *sums) {
  // Words e[−m], o[m] that the last step read are kept, so that each vector is loaded once: almost all lie across two cache lines.
  vp_u16 em = vp_load_u16(e), om = vp_load_u16(o), fm = vp_load_u16(f), gm = vp_load_u16(g), s0 = em, s1 = om, s2 = fm, s3 = gm;
  vp_u16 w = vp_splat(taps.weights[0]), b = vp_splat(bias);
  const intptr_t r = taps.radius;
  if (r) s0 = vp_mulhi(s0, w), s1 = vp_mulhi(s1, w), s2 = vp_mulhi(s2, w), s3 = vp_mulhi(s3, w);
  s0 += b, s1 += b, s2 += b, s3 += b;
  for (intptr_t m = 0; 2 * m + 1 <= r; m++) {
    vp_u16 on = vp_load_u16(o - m - 1), en = vp_load_u16(e + m + 1), gn = vp_load_u16(g - m - 1), fn = vp_load_u16(f + m + 1);
    w = vp_splat(taps.weights[2 * m + 1]);
    s0 += vp_mulhi(vp_mean(on, om), w), s1 += vp_mulhi(vp_mean(em, en), w);
    s2 += vp_mulhi(vp_mean(gn, gm), w), s3 += vp_mulhi(vp_mean(fm, fn), w);
    if (2 * m + 1 == r) break;
    em = vp_load_u16(e - m - 1), om = vp_load_u16(o + m + 1), fm = vp_load_u16(f - m - 1), gm = vp_load_u16(g + m + 1);
    w = vp_splat(taps.weights[2 * m + 2]);
    s0 += vp_mulhi(vp_mean(em, en), w), s1 += vp_mulhi(vp_mean(on, om), w);
    s2 += vp_mulhi(vp_mean(fm, fn), w), s3 += vp_mulhi(vp_mean(gn, gm), w);
  }
  sums[0] = s0, sums[1] = s1, sums[2] = s2, sums[3] = s3;
}

/// Sums across of even and odd words: column x, of `start` ..< `end`, about column x + from, an even number; shifted down half up.
#define VPG_ACROSS(NAME, SAMPLE, STORE)                                                                              \
  VP void NAME(const uint16_t *even, const uint16_t *odd, vpg_taps taps, intptr_t from, int shift, intptr_t start, intptr_t end, SAMPLE *output) { \
    enum { L = VP_LANES };                                                                                           \
    const uint16_t bias = vpg_bias(taps) + (uint16_t)(1 << shift >> 1);                                              \
    const vp_u16 by = vp_splat((uint16_t)shift);                                                                     \
    even += from / 2, odd += from / 2;                                                                               \
    for (intptr_t x = start; x < end;) {                                                                             \
      if (x & 1 || end - start <= 2 * L || end - x == 1) {                                                           \
        output[x] = (SAMPLE)(vpg_sum(even, odd, taps, bias, x) >> shift);                                            \
        x++;                                                                                                         \
        continue;                                                                                                    \
      }                                                                                                              \
      /* Two blocks; the last ones may overlap those before. Columns stay even. */                                   \
      intptr_t last = (end - 2 * L) & ~(intptr_t)1, p = x < last ? x : last, q = x + 2 * L < last ? x + 2 * L : last; \
      vp_u16 s[4];                                                                                                   \
      vpg_sums(even + p / 2, odd + p / 2, even + q / 2, odd + q / 2, taps, bias, s);                                 \
      STORE(output + p, s[0], s[1], by);                                                                             \
      STORE(output + q, s[2], s[3], by);                                                                             \
      x = q + 2 * L;                                                                                                 \
    }                                                                                                                \
  }
/// Bytes are the upper halves of words, whatever the shift.
VP void vpg_store8(uint8_t *p, vp_u16 even, vp_u16 odd, vp_u16 by) {
  (void)by;
  vp_store_u16((uint16_t *)p, (even >> 8) | vpg_odd(odd));
}
VP void vpg_store16(uint16_t *p, vp_u16 even, vp_u16 odd, vp_u16 by) {
  even >>= by, odd >>= by;
  vp_store_u16(p, __builtin_shufflevector(even, odd, VPG_FIRST));
  vp_store_u16(p + VP_LANES, __builtin_shufflevector(even, odd, VPG_SECOND));
}
VPG_ACROSS(vpg_across8, uint8_t, vpg_store8)
VPG_ACROSS(vpg_across16, uint16_t, vpg_store16)

/// Columns `low` ..< `high` beyond 0 ..< `width` from those inside. Mirroring keeps even columns even.
VP void vpg_mirror(uint16_t *even, uint16_t *odd, intptr_t low, intptr_t high, intptr_t width) {
  if (-low < width && high <= 2 * width - 1) {
    for (intptr_t i = (low + 1) >> 1; i < 0; i++) even[i] = even[-i];
    for (intptr_t i = low >> 1; i < 0; i++) odd[i] = odd[-1 - i];
    for (intptr_t i = (width + 1) >> 1; i < (high + 1) >> 1; i++) even[i] = even[width - 1 - i];
    for (intptr_t i = width >> 1; i < high >> 1; i++) odd[i] = odd[width - 2 - i];
    return;
  }
  for (intptr_t x = low; x < high; x++) {
    if (x >= 0 && x < width) continue;
    intptr_t m = vp_mirrored(x, width);
    (x & 1 ? odd : even)[x >> 1] = (m & 1 ? odd : even)[m >> 1];
  }
}

/// (a + 4b + 6c + 4d + e) / 16 by means of two.
VP vp_u16 vpg_fifth(vp_u16 a, vp_u16 b, vp_u16 c, vp_u16 d, vp_u16 e) { return vp_mean(vp_mean(vp_mean(vp_mean(a, e), c), c), vp_mean(b, d)); }
VP uint16_t vpg_fifth_one(uint16_t a, uint16_t b, uint16_t c, uint16_t d, uint16_t e) {
  return vpg_mean(vpg_mean(vpg_mean(vpg_mean(a, e), c), c), vpg_mean(b, d));
}

/// Asks for the place `at`, which lies in row `last`, in the two rows that the next call reads besides: as far below it as `last` is below `before`, and twice
/// that. Halving goes two rows down for each that it makes, of which `vp_ask` would fetch one. A hint, which may point anywhere.
VP void vpg_ask_two(const void *at, const void *last, const void *before) {
  const uintptr_t pitch = (uintptr_t)last - (uintptr_t)before;
  __builtin_prefetch((const void *)((uintptr_t)at + pitch)), __builtin_prefetch((const void *)((uintptr_t)at + 2 * pitch));
}

/// Halved rows: word i of `even` and `odd` for columns 2i and 2i + 1 of five rows in the proportion 1 4 6 4 1, columns `low` ..< `high`.
VP void vpg_halve_rows8(const void *const *rows, intptr_t low, intptr_t high, uint16_t *even, uint16_t *odd) {
  enum { L = VP_LANES };
  const uint8_t *a = rows[0], *b = rows[1], *c = rows[2], *d = rows[3], *e = rows[4];
  for (intptr_t x = low; x < high;) {
    if (x & 1 || high - low <= 2 * L || high - x == 1) {
      (x & 1 ? odd : even)[x >> 1] =
          vpg_fifth_one((uint16_t)(a[x] << 8), (uint16_t)(b[x] << 8), (uint16_t)(c[x] << 8), (uint16_t)(d[x] << 8), (uint16_t)(e[x] << 8));
      x++;
      continue;
    }
    if (high - x < 2 * L) x = (high - 2 * L) & ~(intptr_t)1;
    vpg_ask_two(e + x, e, d);
    vp_u16 p = vpg_bytes(a + x), q = vpg_bytes(b + x), r = vpg_bytes(c + x), s = vpg_bytes(d + x), t = vpg_bytes(e + x);
    vp_store_u16(even + x / 2, vpg_fifth(vpg_even(p), vpg_even(q), vpg_even(r), vpg_even(s), vpg_even(t)));
    vp_store_u16(odd + x / 2, vpg_fifth(vpg_odd(p), vpg_odd(q), vpg_odd(r), vpg_odd(s), vpg_odd(t)));
    x += 2 * L;
  }
}

/// The same of words, samples being shifted up by `shift`.
VP void vpg_halve_rows16(const void *const *rows, int shift, intptr_t low, intptr_t high, uint16_t *even, uint16_t *odd) {
  enum { L = VP_LANES };
  const uint16_t *a = rows[0], *b = rows[1], *c = rows[2], *d = rows[3], *e = rows[4];
  const vp_u16 by = vp_splat((uint16_t)shift);
  for (intptr_t x = low; x < high;) {
    if (x & 1 || high - low <= 2 * L || high - x == 1) {
      (x & 1 ? odd : even)[x >> 1] = vpg_fifth_one(
          (uint16_t)(a[x] << shift), (uint16_t)(b[x] << shift), (uint16_t)(c[x] << shift), (uint16_t)(d[x] << shift), (uint16_t)(e[x] << shift));
      x++;
      continue;
    }
    if (high - x < 2 * L) x = (high - 2 * L) & ~(intptr_t)1;
    vp_u16 v[2];
    for (int i = 0; i < 2; i++) {
      intptr_t y = x + i * L;
      vpg_ask_two(e + y, e, d);
      v[i] = vpg_fifth(
          vp_load_u16(a + y) << by, vp_load_u16(b + y) << by, vp_load_u16(c + y) << by, vp_load_u16(d + y) << by, vp_load_u16(e + y) << by);
    }
    vp_store_u16(even + x / 2, __builtin_shufflevector(v[0], v[1], VPG_EVEN));
    vp_store_u16(odd + x / 2, __builtin_shufflevector(v[0], v[1], VPG_ODD));
    x += 2 * L;
  }
}

/// Then the same across: column x about word x + from of `even`.
VP void vpg_halve_across(const uint16_t *even, const uint16_t *odd, intptr_t from, intptr_t start, intptr_t end, uint16_t *output) {
  enum { L = VP_LANES };
  even += from, odd += from;
  for (intptr_t x = start; x < end;) {
    const uint16_t *e = even + x, *o = odd + x;
    if (end - start < L) {
      output[x++] = vpg_fifth_one(e[-1], o[-1], e[0], o[0], e[1]);
      continue;
    }
    if (end - x < L) x = end - L, e = even + x, o = odd + x;
    vp_store_u16(output + x, vpg_fifth(vp_load_u16(e - 1), vp_load_u16(o - 1), vp_load_u16(e), vp_load_u16(o), vp_load_u16(e + 1)));
    x += L;
  }
}

/// Doubled rows, columns `low` ..< `high`: of two rows the mean, of three (a + 6b + c) / 8.
VP void vpg_double_rows(const void *const *rows, intptr_t count, intptr_t low, intptr_t high, uint16_t *words) {
  enum { L = VP_LANES };
  const uint16_t *a = rows[0], *b = rows[1], *c = count == 3 ? rows[2] : b;
  for (intptr_t x = low; x < high;) {
    if (high - low < L) {
      words[x] = count == 3 ? vpg_mean(b[x], vpg_mean(b[x], vpg_mean(a[x], c[x]))) : vpg_mean(a[x], b[x]);
      x++;
      continue;
    }
    if (high - x < L) x = high - L;
    vp_u16 p = vp_load_u16(a + x), q = vp_load_u16(b + x);
    vp_store_u16(words + x, count == 3 ? vp_mean(q, vp_mean(q, vp_mean(p, vp_load_u16(c + x)))) : vp_mean(p, q));
    x += L;
  }
}

/// Column x of the same across, about word x / 2 + from.
VP uint16_t vpg_double_one(const uint16_t *words, intptr_t from, intptr_t x) {
  const uint16_t *p = words + (x >> 1) + from;
  return x & 1 ? vpg_mean(p[0], p[1]) : vpg_mean(p[0], vpg_mean(p[0], vpg_mean(p[-1], p[1])));
}

/// Doubled columns, shifted down half up.
#define VPG_DOUBLE(NAME, SAMPLE, STORE)                                                                              \
  VP void NAME(const uint16_t *words, intptr_t from, int shift, intptr_t start, intptr_t end, SAMPLE *output) {      \
    enum { L = VP_LANES };                                                                                           \
    const uint16_t half = (uint16_t)(1 << shift >> 1);                                                               \
    const vp_u16 halves = vp_splat(half), by = vp_splat((uint16_t)shift);                                            \
    for (intptr_t x = start; x < end;) {                                                                             \
      if (x & 1 || end - start <= 2 * L || end - x == 1) {                                                           \
        output[x] = (SAMPLE)((uint16_t)(vpg_double_one(words, from, x) + half) >> shift);                            \
        x++;                                                                                                         \
        continue;                                                                                                    \
      }                                                                                                              \
      if (end - x < 2 * L) x = (end - 2 * L) & ~(intptr_t)1;                                                         \
      const uint16_t *p = words + x / 2 + from;                                                                      \
      vp_u16 a = vp_load_u16(p - 1), b = vp_load_u16(p), c = vp_load_u16(p + 1);                                     \
      STORE(output + x, vp_mean(b, vp_mean(b, vp_mean(a, c))) + halves, vp_mean(b, c) + halves, by);                 \
      x += 2 * L;                                                                                                    \
    }                                                                                                                \
  }
VPG_DOUBLE(vpg_double_across8, uint8_t, vpg_store8)
VPG_DOUBLE(vpg_double_across16, uint16_t, vpg_store16)
