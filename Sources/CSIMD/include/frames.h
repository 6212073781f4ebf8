// Steps of the filters over time: saturating sums, masks, samples drawn to each other. Included by csimd.h, whose vectors these are.
#pragma once

VP vp_u16 vp_or(vp_u16 a, vp_u16 b) { return a | b; }
/// vp_subs: max(a − b, 0); vp_adds: min(a + b, 65535).
#if defined(__AVX512BW__)
VP vp_u16 vp_adds(vp_u16 a, vp_u16 b) { return (vp_u16)_mm512_adds_epu16((__m512i)a, (__m512i)b); }
VP vp_u16 vp_subs(vp_u16 a, vp_u16 b) { return (vp_u16)_mm512_subs_epu16((__m512i)a, (__m512i)b); }
#elif defined(__AVX2__)
VP vp_u16 vp_adds(vp_u16 a, vp_u16 b) { return (vp_u16)_mm256_adds_epu16((__m256i)a, (__m256i)b); }
VP vp_u16 vp_subs(vp_u16 a, vp_u16 b) { return (vp_u16)_mm256_subs_epu16((__m256i)a, (__m256i)b); }
#else
VP vp_u16 vp_adds(vp_u16 a, vp_u16 b) { return (vp_u16)_mm_adds_epu16((__m128i)a, (__m128i)b); }
VP vp_u16 vp_subs(vp_u16 a, vp_u16 b) { return (vp_u16)_mm_subs_epu16((__m128i)a, (__m128i)b); }
#endif
/// x drawn to a and to b: x + Σ ±(2 · (w · d >> 16)) · factor >> 16 with w = ((limit − d) << shift)² >> 16, d the distance; rising and falling sums apart.
VP vp_u16 vp_draw_two(vp_u16 x, vp_u16 a, vp_u16 b, vp_u16 limit, vp_u16 shift, vp_u16 factor) {
  vp_u16 up_a = vp_subs(a, x), down_a = vp_subs(x, a), up_b = vp_subs(b, x), down_b = vp_subs(x, b);
  vp_u16 near_a = vp_subs(limit, up_a | down_a) << shift, near_b = vp_subs(limit, up_b | down_b) << shift;
  vp_u16 weight_a = vp_mulhi(near_a, near_a), weight_b = vp_mulhi(near_b, near_b);
  vp_u16 up = vp_mulhi(weight_a, up_a) + vp_mulhi(weight_b, up_b), down = vp_mulhi(weight_a, down_a) + vp_mulhi(weight_b, down_b);
  return x + vp_mulhi(up + up, factor) - vp_mulhi(down + down, factor);
}
/// The same to a alone, with 4 in place of 2.
VP vp_u16 vp_draw_one(vp_u16 x, vp_u16 a, vp_u16 limit, vp_u16 shift, vp_u16 factor) {
  vp_u16 up = vp_subs(a, x), down = vp_subs(x, a), near = vp_subs(limit, up | down) << shift, weight = vp_mulhi(near, near);
  vp_u16 rise = vp_mulhi(weight, up), fall = vp_mulhi(weight, down);
  return x + vp_mulhi(rise << 2, factor) - vp_mulhi(fall << 2, factor);
}
VP vp_u16 vp_difference(vp_u16 a, vp_u16 b) { return vp_subs(a, b) | vp_subs(b, a); }
/// Of any lanes, also where the level has no such instruction.
VP vp_u16 vp_smaller(vp_u16 a, vp_u16 b) { return a - vp_subs(a, b); }
VP vp_u16 vp_larger(vp_u16 a, vp_u16 b) { return a + vp_subs(b, a); }
/// (a + b + 1) >> 1.
VP vp_u16 vp_mean(vp_u16 a, vp_u16 b) {
#if defined(__AVX512BW__)
  return (vp_u16)_mm512_avg_epu16((__m512i)a, (__m512i)b);
#elif defined(__AVX2__)
  return (vp_u16)_mm256_avg_epu16((__m256i)a, (__m256i)b);
#else
  return (vp_u16)_mm_avg_epu16((__m128i)a, (__m128i)b);
#endif
}
/// All bits of a lane where a < b.
VP vp_u16 vp_is_less(vp_u16 a, vp_u16 b) { return (vp_u16)(a < b); }
