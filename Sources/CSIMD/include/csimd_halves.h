// Vectors of bytes worked on as two vectors of 16-bit words, in the order of the level's own unpacking, which packing undoes: no sample crosses a lane.
#pragma once
#include "csimd.h"

struct vp_halves {
  vpr_words low, high;
};

VP struct vp_halves vp_wide(vpr_words p) {
  const vpr_words zero = VPR(set1_epi8)(0);
  return (struct vp_halves){VPR(unpacklo_epi8)(p, zero), VPR(unpackhi_epi8)(p, zero)};
}

#if defined(__AVX512BW__) || defined(__AVX2__)
/// p · a + q · b, the weights being the bytes a | b << 8 of each word of `weights`.
VP struct vp_halves vp_pairs(vpr_words p, vpr_words q, vpr_words weights) {
  return (struct vp_halves){VPR(maddubs_epi16)(VPR(unpacklo_epi8)(p, q), weights), VPR(maddubs_epi16)(VPR(unpackhi_epi8)(p, q), weights)};
}
/// (p − q) · weight, the weight as `vp_weight` gives it.
VP struct vp_halves vp_differences(vpr_words p, vpr_words q, vpr_words weight) { return vp_pairs(p, q, weight); }
VP vpr_words vp_weight(int weight) { return VPR(set1_epi16)((int16_t)((weight & 255) | (-weight & 255) << 8)); }
VP struct vp_halves vp_pair_sums(vpr_words p, vpr_words q) { return vp_pairs(p, q, VPR(set1_epi16)(0x0101)); }
#else
VP struct vp_halves vp_differences(vpr_words p, vpr_words q, vpr_words weight) {
  struct vp_halves a = vp_wide(p), b = vp_wide(q);
  return (struct vp_halves){_mm_mullo_epi16(_mm_sub_epi16(a.low, b.low), weight), _mm_mullo_epi16(_mm_sub_epi16(a.high, b.high), weight)};
}
VP vpr_words vp_weight(int weight) { return _mm_set1_epi16((int16_t)weight); }
VP struct vp_halves vp_pair_sums(vpr_words p, vpr_words q) {
  struct vp_halves a = vp_wide(p), b = vp_wide(q);
  return (struct vp_halves){_mm_add_epi16(a.low, b.low), _mm_add_epi16(a.high, b.high)};
}
#endif
