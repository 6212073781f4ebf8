// Two rows mixed by a weight a sample. Included by csimd.h, whose vectors these are.
#pragma once

/// (a·(255 − w) + b·w + 127) / 255 of lanes at most 255.
VP vp_u16 vp_mix_bytes(vp_u16 a, vp_u16 b, vp_u16 w) {
  // n/255 to the nearest is (t + (t >> 8)) >> 8 with t = n + 128, for all n up to 255².
  vp_u16 sum = a * (255 - w) + b * w + 128;
  return (sum + (sum >> 8)) >> 8;
}

/// Pairs of samples less 32768 and of weights to the mixed sample less 32768: only then do signed multiply-adds and packs, which all levels have, suit.
VP vpr_words vp_mix_pairs(vpr_words samples, vpr_words weights) {
  // floor(n/255) is (n + 1 + ((n + 1 + (n >> 8)) >> 8)) >> 8 for all n up to 65535 · 255 + 127.
  vp_u32 n = (vp_u32)VPR(madd_epi16)(samples, weights) + (32768 * 255 + 127);
  return (vpr_words)(((n + 1 + ((n + 1 + (n >> 8)) >> 8)) >> 8) - 32768);
}
/// The same of any lanes; w at most 255.
VP vp_u16 vp_mix_words(vp_u16 a, vp_u16 b, vp_u16 w) {
  vpr_words first = (vpr_words)(a ^ 32768), second = (vpr_words)(b ^ 32768), rest = (vpr_words)(255 - w), weight = (vpr_words)w;
  vpr_words low = vp_mix_pairs(VPR(unpacklo_epi16)(first, second), VPR(unpacklo_epi16)(rest, weight));
  vpr_words high = vp_mix_pairs(VPR(unpackhi_epi16)(first, second), VPR(unpackhi_epi16)(rest, weight));
  return (vp_u16)VPR(packs_epi32)(low, high) ^ 32768;
}
