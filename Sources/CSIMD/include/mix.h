// Two rows mixed by a weight a sample. Included by csimd.h, whose vectors these are.
#pragma once

/// (a·(255 − w) + b·w + 127) / 255 of lanes at most 255.
VP vp_u16 vp_mix_bytes(vp_u16 a, vp_u16 b, vp_u16 w) {
  // n/255 to the nearest is (t + (t >> 8)) >> 8 with t = n + 128, for all n up to 255².
  vp_u16 sum = a * (255 - w) + b * w + 128;
  return (sum + (sum >> 8)) >> 8;
}

#if defined(__AVX512BW__)
typedef uint32_t vp_mixed __attribute__((ext_vector_type(16)));
#define VP_MIX(name) _mm512_##name
#define VP_WHOLE __m512i
#elif defined(__AVX2__)
typedef uint32_t vp_mixed __attribute__((ext_vector_type(8)));
#define VP_MIX(name) _mm256_##name
#define VP_WHOLE __m256i
#else
typedef uint32_t vp_mixed __attribute__((ext_vector_type(4)));
#define VP_MIX(name) _mm_##name
#define VP_WHOLE __m128i
#endif
/// Pairs of samples less 32768 and of weights to the mixed sample less 32768: only then do signed multiply-adds and packs, which all levels have, suit.
VP VP_WHOLE vp_mix_pairs(VP_WHOLE samples, VP_WHOLE weights) {
  // floor(n/255) is (n + 1 + ((n + 1 + (n >> 8)) >> 8)) >> 8 for all n up to 65535 · 255 + 127.
  vp_mixed n = (vp_mixed)VP_MIX(madd_epi16)(samples, weights) + (32768 * 255 + 127);
  return (VP_WHOLE)(((n + 1 + ((n + 1 + (n >> 8)) >> 8)) >> 8) - 32768);
}
/// The same of any lanes; w at most 255.
VP vp_u16 vp_mix_words(vp_u16 a, vp_u16 b, vp_u16 w) {
  VP_WHOLE first = (VP_WHOLE)(a ^ 32768), second = (VP_WHOLE)(b ^ 32768), rest = (VP_WHOLE)(255 - w), weight = (VP_WHOLE)w;
  VP_WHOLE low = vp_mix_pairs(VP_MIX(unpacklo_epi16)(first, second), VP_MIX(unpacklo_epi16)(rest, weight));
  VP_WHOLE high = vp_mix_pairs(VP_MIX(unpackhi_epi16)(first, second), VP_MIX(unpackhi_epi16)(rest, weight));
  return (vp_u16)VP_MIX(packs_epi32)(low, high) ^ 32768;
}
#undef VP_MIX
#undef VP_WHOLE
