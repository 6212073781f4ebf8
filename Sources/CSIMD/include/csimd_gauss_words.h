// The Gaussian above 10 bits: sums of products of 16-bit words in 32 bits, weights in two parts. Columns first, into words less 2^15, then rows.
//
// Taps are taken two at a time, neighbours in a row or samples of two rows, as one multiplication of words adds up the products of pairs. Weights in 2^-22 are
// 256 · high + low: sums of the high parts stay below 2^29, those of the low parts below 2^31 for up to 127 taps.
#pragma once
#include "csimd.h"

/// Weights of 2 · radius + 1 taps; pair i has those of taps 2i and 2i + 1 in its lower and upper word, the last one 0 in the upper.
typedef struct {
  const uint32_t *high, *low;
  intptr_t radius;
  int32_t depth;
} vpn_taps;

VP int64_t vpn_weight(vpn_taps t, intptr_t k) {
  const int shift = k & 1 ? 16 : 0;
  return (int64_t)(int16_t)(t.high[k >> 1] >> shift) * 256 + (int16_t)(t.low[k >> 1] >> shift);
}

#if defined(__AVX512VNNI__)
VP vpr_words vpn_sum(vpr_words sum, vpr_words samples, vpr_words weights) { return _mm512_dpwssd_epi32(sum, samples, weights); }
#else
VP vpr_words vpn_sum(vpr_words sum, vpr_words samples, vpr_words weights) { return VPR(add_epi32)(sum, VPR(madd_epi16)(samples, weights)); }
#endif
/// (256 · high + low + round) >> (8 + shift): exact, since what is lost of the low part cannot reach the next whole number.
VP vpr_words vpn_scaled(vpr_words high, vpr_words low, vpr_words round, __m128i shift) {
  return VPR(sra_epi32)(VPR(add_epi32)(high, VPR(srai_epi32)(VPR(add_epi32)(low, round), 8)), shift);
}

/// One word of the row about source + x.
VP uint16_t vpn_across_one(const uint16_t *source, vpn_taps t, intptr_t x) {
  int64_t sum = (int64_t)1 << (t.depth + 5);
  for (intptr_t k = 0; k <= 2 * t.radius; k++) sum += vpn_weight(t, k) * source[x - t.radius + k];
  return (uint16_t)((sum >> (t.depth + 6)) - 32768);
}

/// Even and odd words are summed up apart, from loads that begin at their first taps. is_full: samples of 16 bits, which do not fit a signed word.
VP void vpn_across_rows(const uint16_t *source, vpn_taps t, int is_full, intptr_t start, intptr_t end, uint16_t *output) {
  const vpr_words round = VPR(set1_epi32)(1 << (t.depth + 5)), zero = round ^ round, sign = VPR(set1_epi16)((short)0x8000);
  const __m128i shift = _mm_cvtsi32_si128(t.depth - 2);
  const intptr_t last = end - VP_LANES;
  for (intptr_t x = start; x < end; x += 2 * VP_LANES) {
    // Two vectors; the last ones may overlap those before.
    const intptr_t place[2] = {x < last ? x : last, x + VP_LANES < last ? x + VP_LANES : last};
    vpr_words high[4] = {zero, zero, zero, zero}, low[4] = {zero, zero, zero, zero};
    const uint16_t *p = source + place[0] - t.radius, *q = source + place[1] - t.radius;
    for (intptr_t i = 0; i <= t.radius; i++) {
      const vpr_words h = VPR(set1_epi32)((int)t.high[i]), l = VPR(set1_epi32)((int)t.low[i]);
      vpr_words v[4] = {vpr_load(p + 2 * i), vpr_load(p + 2 * i + 1), vpr_load(q + 2 * i), vpr_load(q + 2 * i + 1)};
      for (int k = 0; k < 4; k++) {
        if (is_full) v[k] = v[k] ^ sign;
        high[k] = vpn_sum(high[k], v[k], h), low[k] = vpn_sum(low[k], v[k], l);
      }
    }
    for (int k = 0; k < 2; k++) {
      vpr_words even = vpn_scaled(high[2 * k], low[2 * k], round, shift), odd = vpn_scaled(high[2 * k + 1], low[2 * k + 1], round, shift);
      even = VPR(srli_epi32)(VPR(slli_epi32)(even, 16), 16) | VPR(slli_epi32)(odd, 16);
      vpr_store(output + place[k], is_full ? even : even ^ sign);
    }
  }
}

/// Columns start ..< end of one row of samples, whose columns from start - radius up to end + radius can be read, and one more.
VP void vpn_across(const uint16_t *source, vpn_taps t, intptr_t start, intptr_t end, uint16_t *output) {
  if (end - start < VP_LANES) {
    for (intptr_t x = start; x < end; x++) output[x] = vpn_across_one(source, t, x);
  } else if (t.depth == 16) {
    vpn_across_rows(source, t, 1, start, end, output);
  } else {
    vpn_across_rows(source, t, 0, start, end, output);
  }
}

/// Samples of columns start ..< end from 2 · radius + 1 rows of words less 2^15.
VP void vpn_down(const void *const *rows, vpn_taps t, intptr_t start, intptr_t end, uint16_t *output) {
  const intptr_t last = end - VP_LANES, newest = 2 * t.radius;
  if (last < start) {
    for (intptr_t x = start; x < end; x++) {
      int64_t sum = ((int64_t)1 << 37) + ((int64_t)1 << (37 - t.depth));
      for (intptr_t k = 0; k <= newest; k++) sum += vpn_weight(t, k) * ((const int16_t *)rows[k])[x];
      output[x] = (uint16_t)(sum >> (38 - t.depth));
    }
    return;
  }
  // 2^37 of the sum become 2^(depth - 1) of the sample.
  const vpr_words round = VPR(set1_epi32)(1 << (37 - t.depth)), zero = round ^ round, middle = VPR(set1_epi16)((short)(1 << (t.depth - 1)));
  const __m128i shift = _mm_cvtsi32_si128(30 - t.depth);
  for (intptr_t x = start; x < end; x += 2 * VP_LANES) {
    const intptr_t place[2] = {x < last ? x : last, x + VP_LANES < last ? x + VP_LANES : last};
    vpr_words high[4] = {zero, zero, zero, zero}, low[4] = {zero, zero, zero, zero};
    for (intptr_t i = 0; i <= t.radius; i++) {
      const vpr_words h = VPR(set1_epi32)((int)t.high[i]), l = VPR(set1_epi32)((int)t.low[i]);
      const int16_t *a = rows[2 * i], *b = rows[2 * i < newest ? 2 * i + 1 : 2 * i];
      for (int k = 0; k < 2; k++) {
        const vpr_words p = vpr_load(a + place[k]), q = vpr_load(b + place[k]), first = VPR(unpacklo_epi16)(p, q), second = VPR(unpackhi_epi16)(p, q);
        high[2 * k] = vpn_sum(high[2 * k], first, h), low[2 * k] = vpn_sum(low[2 * k], first, l);
        high[2 * k + 1] = vpn_sum(high[2 * k + 1], second, h), low[2 * k + 1] = vpn_sum(low[2 * k + 1], second, l);
      }
    }
    for (int k = 0; k < 2; k++) {
      vpr_words first = vpn_scaled(high[2 * k], low[2 * k], round, shift), second = vpn_scaled(high[2 * k + 1], low[2 * k + 1], round, shift);
      vpr_store(output + place[k], VPR(add_epi16)(VPR(packs_epi32)(first, second), middle));
    }
  }
}
