// Non-local means of a tile, on vectors of 16-bit lanes.
#pragma once
#include "csimd.h"

#if defined(__AVX512BW__)
/// max(0, a − b).
VP vp_u16 vp_less(vp_u16 a, vp_u16 b) { return (vp_u16)_mm512_subs_epu16((__m512i)a, (__m512i)b); }
VP vp_u16 vp_shift_right(vp_u16 a, int n) { return (vp_u16)_mm512_srl_epi16((__m512i)a, _mm_cvtsi32_si128(n)); }
/// Lanes of a and b side by side, in an order of the level's own that `vp_sums_load` undoes.
VP vp_u16 vp_join_low(vp_u16 a, vp_u16 b) { return (vp_u16)_mm512_unpacklo_epi16((__m512i)a, (__m512i)b); }
VP vp_u16 vp_join_high(vp_u16 a, vp_u16 b) { return (vp_u16)_mm512_unpackhi_epi16((__m512i)a, (__m512i)b); }
/// Where lane i of 16 bits stands among the sums.
VP int vp_sum_place(int i) { return ((i >> 2) & 1) * 16 + (i >> 3) * 4 + (i & 3); }
#elif defined(__AVX2__)
VP vp_u16 vp_less(vp_u16 a, vp_u16 b) { return (vp_u16)_mm256_subs_epu16((__m256i)a, (__m256i)b); }
VP vp_u16 vp_shift_right(vp_u16 a, int n) { return (vp_u16)_mm256_srl_epi16((__m256i)a, _mm_cvtsi32_si128(n)); }
VP vp_u16 vp_join_low(vp_u16 a, vp_u16 b) { return (vp_u16)_mm256_unpacklo_epi16((__m256i)a, (__m256i)b); }
VP vp_u16 vp_join_high(vp_u16 a, vp_u16 b) { return (vp_u16)_mm256_unpackhi_epi16((__m256i)a, (__m256i)b); }
VP int vp_sum_place(int i) { return ((i >> 2) & 1) * 8 + (i >> 3) * 4 + (i & 3); }
#else
VP vp_u16 vp_less(vp_u16 a, vp_u16 b) { return (vp_u16)_mm_subs_epu16((__m128i)a, (__m128i)b); }
VP vp_u16 vp_shift_right(vp_u16 a, int n) { return (vp_u16)_mm_srl_epi16((__m128i)a, _mm_cvtsi32_si128(n)); }
VP vp_u16 vp_join_low(vp_u16 a, vp_u16 b) { return (vp_u16)_mm_unpacklo_epi16((__m128i)a, (__m128i)b); }
VP vp_u16 vp_join_high(vp_u16 a, vp_u16 b) { return (vp_u16)_mm_unpackhi_epi16((__m128i)a, (__m128i)b); }
VP int vp_sum_place(int i) { return i; }
#endif

enum { VP_TILE_WIDTH = 256, VP_TILE_HEIGHT = 16, VP_TILE_COLUMNS = VP_TILE_WIDTH + 64, VP_PATCH = 9 };

/// What `vp_means_tile` works in; 64-byte aligned.
struct vp_means_scratch {
  uint16_t columns[VP_TILE_COLUMNS + 64];
  uint16_t distances[VP_PATCH][VP_TILE_COLUMNS];
  uint16_t weights[VP_TILE_HEIGHT][VP_TILE_WIDTH];
  uint32_t sums[VP_TILE_HEIGHT][VP_TILE_WIDTH];
};

/// Radii of patch and search; what the weight is made of. See nlm's definition.
struct vp_means {
  int32_t patch_x, patch_y, search_x, search_y, shift, drop, farthest, reach, factor, scale;
};

VP vp_u16 vp_samples(const void *plane, intptr_t index, int is_wide) {
  return is_wide ? vp_load_u16((const uint16_t *)plane + index) : vp_load_u8((const uint8_t *)plane + index);
}

/// Adds what one shift of the search gives to a tile.
VP void vp_means_shift(
    const void *plane, intptr_t origin, intptr_t stride, int width, int height, struct vp_means m, int dx, int dy, int patch_x, int is_wide,
    struct vp_means_scratch *t) {
  const vp_u16 farthest = (vp_u16)(uint16_t)m.farthest, reach = (vp_u16)(uint16_t)m.reach, factor = (vp_u16)(uint16_t)m.factor;
  const vp_u16 scale = (vp_u16)(uint16_t)m.scale, none = (vp_u16)(uint16_t)0;
  const int patch_rows = 2 * m.patch_y + 1, columns = width + 2 * patch_x;
  const intptr_t shift = dy * stride + dx;
  for (int x = 0; x < columns; x += VP_LANES) {
    vp_store_u16(t->columns + x, none);
    for (int k = 0; k < patch_rows; k++) vp_store_u16(t->distances[k] + x, none);
  }
  int slot = 0;
  for (int row = -m.patch_y; row < height + m.patch_y; row++) {
    const intptr_t a = origin + row * stride - patch_x, b = a + shift;
    uint16_t *old = t->distances[slot];
    if (++slot == patch_rows) slot = 0;
    for (int x = 0; x < columns; x += VP_LANES) {
      vp_u16 p = vp_samples(plane, a + x, is_wide), q = vp_samples(plane, b + x, is_wide);
      vp_u16 d = vp_less(p, q) | vp_less(q, p);
      if (is_wide) d = vp_shift_right(d, m.shift);
      d = vp_min(d, farthest);
      d = vp_shift_right(d * d, m.drop);
      vp_store_u16(t->columns + x, vp_load_u16(t->columns + x) + d - vp_load_u16(old + x));
      vp_store_u16(old + x, d);
    }
    const int y = row - m.patch_y;
    if (y < 0) continue;
    const intptr_t from = origin + y * stride + shift;
    for (int x = 0; x < width; x += VP_LANES) {
      vp_u16 sum = vp_load_u16(t->columns + x);
      for (int k = 1; k <= 2 * patch_x; k++) sum += vp_load_u16(t->columns + x + k);
      vp_u16 w = vp_less(reach, sum) * factor;
      w = vp_mulhi(w, w), w = vp_mulhi(w, w), w = vp_mulhi(w, w), w = vp_mulhi(w, scale);
      vp_u16 sample = vp_samples(plane, from + x, is_wide), low = w * sample, high = is_wide ? vp_mulhi(w, sample) : none;
      vp_store_u16(t->weights[y] + x, vp_load_u16(t->weights[y] + x) + w);
      vp_u32 *sums = (vp_u32 *)(t->sums[y] + x);
      sums[0] += (vp_u32)vp_join_low(low, high);
      sums[1] += (vp_u32)vp_join_high(low, high);
    }
  }
}

/// Weighted means of a tile of at most VP_TILE_WIDTH × VP_TILE_HEIGHT samples from `origin` on, in samples from `plane` on. The plane can be read as far as
/// search and patch reach beyond the tile, and to the right for two vectors more. `vp_means_row` gives the means.
VP void vp_means_tile(
    const void *plane, intptr_t origin, intptr_t stride, int width, int height, struct vp_means m, int is_wide, void *scratch) {
  struct vp_means_scratch *t = scratch;
  __builtin_memset(t->weights, 0, sizeof t->weights);
  __builtin_memset(t->sums, 0, sizeof t->sums);
  for (int dy = -m.search_y; dy <= m.search_y; dy++)
    for (int dx = -m.search_x; dx <= m.search_x; dx++) switch (m.patch_x) {
      case 1: vp_means_shift(plane, origin, stride, width, height, m, dx, dy, 1, is_wide, t); break;
      case 2: vp_means_shift(plane, origin, stride, width, height, m, dx, dy, 2, is_wide, t); break;
      case 3: vp_means_shift(plane, origin, stride, width, height, m, dx, dy, 3, is_wide, t); break;
      default: vp_means_shift(plane, origin, stride, width, height, m, dx, dy, 4, is_wide, t); break;
      }
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x += VP_LANES) {
      uint32_t ordered[VP_LANES];
      for (int i = 0; i < VP_LANES; i++) {
        uint32_t weight = t->weights[y][x + i];
        // Below 2^32 by 2^16: the quotient of doubles cannot round up to a whole number that is not reached.
        ordered[i] = (uint32_t)((double)(t->sums[y][x + vp_sum_place(i)] + weight / 2) / (double)weight);
      }
      __builtin_memcpy(t->sums[y] + x, ordered, sizeof ordered);
    }
}
VP intptr_t vp_means_bytes(void) { return sizeof(struct vp_means_scratch); }
VP const uint32_t *vp_means_row(const void *scratch, intptr_t y) { return ((const struct vp_means_scratch *)scratch)->sums[y]; }
