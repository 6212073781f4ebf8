// Between samples and rows of bits: 64 samples a word, the first in the lowest bit.
#pragma once
#include "csimd.h"

/// Bit i says whether p[i] > limit, for 64 bytes below 128.
VP uint64_t vp_bits_above(const uint8_t *p, uint8_t limit) {
#if defined(__AVX512BW__)
  return _mm512_cmpgt_epi8_mask(_mm512_loadu_si512(p), _mm512_set1_epi8((char)limit));
#else
  uint64_t bits = 0;
#if defined(__AVX2__)
  for (int k = 0; k < 2; k++) {
    __m256i above = _mm256_cmpgt_epi8(_mm256_loadu_si256((const __m256i *)(p + 32 * k)), _mm256_set1_epi8((char)limit));
    bits |= (uint64_t)(uint32_t)_mm256_movemask_epi8(above) << (32 * k);
  }
#else
  for (int k = 0; k < 4; k++) {
    __m128i above = _mm_cmpgt_epi8(_mm_loadu_si128((const __m128i *)(p + 16 * k)), _mm_set1_epi8((char)limit));
    bits |= (uint64_t)(uint32_t)_mm_movemask_epi8(above) << (16 * k);
  }
#endif
  return bits;
#endif
}

/// All ones where bit i of `bits` is set.
VP vp_u16 vp_lanes_of(uint32_t bits) {
#if defined(__AVX512BW__)
  return (vp_u16)_mm512_movm_epi16(bits);
#elif defined(__AVX2__)
  const __m256i place = _mm256_setr_epi16(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, (short)32768);
  return (vp_u16)_mm256_cmpeq_epi16(_mm256_and_si256(_mm256_set1_epi16((short)bits), place), place);
#else
  const __m128i place = _mm_setr_epi16(1, 2, 4, 8, 16, 32, 64, 128);
  return (vp_u16)_mm_cmpeq_epi16(_mm_and_si128(_mm_set1_epi16((short)bits), place), place);
#endif
}

/// All ones where a > b; both below 2^15.
VP vp_u16 vp_above(vp_u16 a, vp_u16 b) {
#if defined(__AVX512BW__)
  return (vp_u16)_mm512_movm_epi16(_mm512_cmpgt_epi16_mask((__m512i)a, (__m512i)b));
#elif defined(__AVX2__)
  return (vp_u16)_mm256_cmpgt_epi16((__m256i)a, (__m256i)b);
#else
  return (vp_u16)_mm_cmpgt_epi16((__m128i)a, (__m128i)b);
#endif
}

/// output[i] = bit i ? set : clear, for `count` bytes.
VP void vp_expand_bits(const uint64_t *bits, uint8_t *output, intptr_t count, uint8_t clear, uint8_t set) {
  intptr_t i = 0;
#if defined(__AVX512BW__)
  for (; i < count; i += 64) {
    __mmask64 rest = count - i >= 64 ? ~0ull : (1ull << (count - i)) - 1;
    _mm512_mask_storeu_epi8(output + i, rest, _mm512_mask_blend_epi8(bits[i >> 6], _mm512_set1_epi8((char)clear), _mm512_set1_epi8((char)set)));
  }
#endif
  for (; i + VP_LANES <= count; i += VP_LANES)
    vp_store_u8(output + i, vp_select(vp_lanes_of((uint32_t)(bits[i >> 6] >> (i & 63))), (vp_u16)(uint16_t)set, (vp_u16)(uint16_t)clear));
  for (; i < count; i++) output[i] = bits[i >> 6] >> (i & 63) & 1 ? set : clear;
}
VP void vp_expand_bits16(const uint64_t *bits, uint16_t *output, intptr_t count, uint16_t clear, uint16_t set) {
  intptr_t i = 0;
  for (; i + VP_LANES <= count; i += VP_LANES)
    vp_store_u16(output + i, vp_select(vp_lanes_of((uint32_t)(bits[i >> 6] >> (i & 63))), (vp_u16)set, (vp_u16)clear));
  for (; i < count; i++) output[i] = bits[i >> 6] >> (i & 63) & 1 ? set : clear;
}
