// One-byte samples of warp.h in tiles of 8x8, whose taps are looked up in a window of the plane held in registers (AVX-512 VBMI).
//
// Lanes of a tile: four vectors of 32-bit lanes have columns 0 and 1, 2 and 3, 4 and 5, 6 and 7 of its rows; two vectors of words have the first two of
// these in the lower and upper words of a lane, and the last two. With samples p and fractions f and g, from p' = p - 128, which fits a signed byte:
//     top' = a'·(255 - f) + b'·f + a' = top - 2^15,   out = (top'·(256 - g) + low'·g + 2^15 + 2^23) >> 16
#pragma once

#if defined(__AVX512VBMI__) && defined(__AVX512VNNI__)
#define VPW_TILES 1

enum {
  VPW_SIDE = 8,
  /// The window: three vectors. 8x8 samples turned by any angle take 12x12 taps.
  VPW_WINDOW_COLUMNS = 16,
  VPW_WINDOW_ROWS = 12
};

/// First and last columns and rows of a tile's samples; taps reach one further.
typedef struct { int32_t left, top, right, bottom; } vpw_bounds;

/// What all planes of a tile share: for words k, 2 · k and 2 · k + 1 of the lanes above.
typedef struct {
  /// Places in the window of the left and the right tap above and below.
  __m512i upper[2], lower[2];
  /// 255 - f and f.
  __m512i across[2];
  /// 256 - g and g.
  __m512i down[4];
} vpw_tile;

/// For each 32-bit lane the bytes a to d of it, 0x80 being 0.
VPW __m512i vpw_bytes_of_lanes(int a, int b, int c, int d) {
  const __m512i lanes = _mm512_broadcast_i32x4(_mm_setr_epi32(0, 0x04040404, 0x08080808, 0x0C0C0C0C));
  return _mm512_or_si512(lanes, _mm512_set1_epi32((int)((uint32_t)a | (uint32_t)b << 8 | (uint32_t)c << 16 | (uint32_t)d << 24)));
}

VPW __m512i vpw_four_rows(const uint8_t *p, intptr_t stride) {
  __m512i v = _mm512_castsi128_si512(_mm_loadu_si128((const __m128i *)p));
  v = _mm512_mask_broadcast_i32x4(v, 0x00F0, _mm_loadu_si128((const __m128i *)(p + stride)));
  v = _mm512_mask_broadcast_i32x4(v, 0x0F00, _mm_loadu_si128((const __m128i *)(p + 2 * stride)));
  return _mm512_mask_broadcast_i32x4(v, 0xF000, _mm_loadu_si128((const __m128i *)(p + 3 * stride)));
}

/// A window that reaches beyond the plane.
static __attribute__((noinline)) void vpw_window_at_edge(const vpw_plane *p, vpw_size size, int32_t left, int32_t top, uint8_t *window) {
  for (int32_t y = top; y < top + VPW_WINDOW_ROWS; y++, window += VPW_WINDOW_COLUMNS) {
    if (p->fill < 0) {
      const uint8_t *row = p->source + vp_mirrored(y, size.height) * p->stride;
      for (int i = 0; i < VPW_WINDOW_COLUMNS; i++) window[i] = row[vp_mirrored(left + i, size.width)];
      continue;
    }
    __m128i v = _mm_set1_epi8((char)p->fill);
    if (y >= 0 && y < size.height) {
      uint32_t inside = 0xFFFF;
      if (left < 0) inside = inside << -left & 0xFFFF;
      if (size.width - left < VPW_WINDOW_COLUMNS) inside &= (1u << (size.width - left)) - 1;
      v = _mm_mask_loadu_epi8(v, (__mmask16)inside, p->source + y * p->stride + left);
    }
    _mm_storeu_si128((__m128i *)window, v);
  }
}

/// Bounds of samples at `start` to `end`, u and v of eight rows by turns.
VPW vpw_bounds vpw_bounds_of(__m512i start, __m512i end) {
  // The greatest is the complement of the least complement: both are found in one vector.
  __m512i least = _mm512_min_epi32(start, end), most = _mm512_min_epi32(~start, ~end);
  __m512i m = _mm512_min_epi32(_mm512_shuffle_i64x2(least, most, 0x44), _mm512_shuffle_i64x2(least, most, 0xEE));
  m = _mm512_min_epi32(m, _mm512_permutex_epi64(m, 0x4E));
  m = _mm512_srai_epi32(_mm512_min_epi32(m, _mm512_permutex_epi64(m, 0xB1)), 16);
  uint64_t low = (uint64_t)_mm_cvtsi128_si64(_mm512_castsi512_si128(m));
  uint64_t high = ~(uint64_t)_mm_cvtsi128_si64(_mm256_castsi256_si128(_mm512_extracti64x4_epi64(m, 1)));
  return (vpw_bounds){(int32_t)low, (int32_t)(low >> 32), (int32_t)high, (int32_t)(high >> 32)};
}

/// Bits 8 to 23 of the lanes of a in lower words, of b in upper ones.
VPW __m512i vpw_words(__m512i a, __m512i b) { return _mm512_mask_mov_epi16(_mm512_srli_epi32(a, 8), 0xAAAAAAAA, _mm512_slli_epi32(b, 8)); }

/// start: u and v of the first column, by turns; du, dv: steps as words d and 256 · d' of d + 256 · d'.
VPW vpw_tile vpw_tile_at(__m512i start, __m512i du, __m512i dv, vpw_bounds bounds) {
  const __m512i evens = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 0, 2, 4, 6, 8, 10, 12, 14), odds = _mm512_add_epi32(evens, _mm512_set1_epi32(1));
  const __m512i bytes1133 = vpw_bytes_of_lanes(1, 1, 3, 3), bytes0022 = vpw_bytes_of_lanes(0, 0, 2, 2), bytes1010 = vpw_bytes_of_lanes(1, 0x80, 1, 0x80);
  const __m512i u0 = _mm512_permutexvar_epi32(evens, start), v0 = _mm512_permutexvar_epi32(odds, start);
  __m512i u[4], v[4];
  vpw_tile tile;
  for (int k = 0; k < 4; k++) {
    // Column j as words j and 256 · j.
    const __m512i columns = _mm512_inserti64x4(_mm512_set1_epi32(2 * k * 0x01000001), _mm256_set1_epi32((2 * k + 1) * 0x01000001), 1);
    u[k] = _mm512_dpwssd_epi32(u0, columns, du);
    v[k] = _mm512_dpwssd_epi32(v0, columns, dv);
    __m512i g = _mm512_xor_si512(_mm512_shuffle_epi8(v[k], bytes1010), _mm512_set1_epi32(0xFFFF));
    tile.down[k] = _mm512_add_epi16(g, _mm512_set1_epi32(257));
  }
  // Place (x, y) of the plane is byte x + 16 · y - first of the window, modulo 256.
  const uint8_t first = (uint8_t)(bounds.left + VPW_WINDOW_COLUMNS * bounds.top);
  const __m512i pair = _mm512_set1_epi16((short)((uint8_t)-first | (uint8_t)(1 - first) << 8));
  for (int k = 0; k < 2; k++) {
    __m512i x = vpw_words(u[2 * k], u[2 * k + 1]), y = vpw_words(v[2 * k], v[2 * k + 1]);
    y = _mm512_slli_epi16(_mm512_and_si512(y, _mm512_set1_epi16((short)0xFF00)), 4);
    tile.upper[k] = _mm512_add_epi8(_mm512_shuffle_epi8(_mm512_add_epi16(x, y), bytes1133), pair);
    tile.lower[k] = _mm512_add_epi8(tile.upper[k], _mm512_set1_epi8(VPW_WINDOW_COLUMNS));
    tile.across[k] = _mm512_xor_si512(_mm512_shuffle_epi8(x, bytes0022), _mm512_set1_epi16(0xFF));
  }
  return tile;
}

/// top' or low' of the definition: taps from the window, mixed across.
VPW __m512i vpw_across(const __m512i window[3], __m512i places, __m512i weights) {
  __m512i taps = _mm512_permutex2var_epi8(window[0], places, window[1]);
  taps = _mm512_mask_permutexvar_epi8(taps, _mm512_movepi8_mask(places), places, window[2]);
  return _mm512_add_epi16(_mm512_maddubs_epi16(weights, taps), _mm512_maddubs_epi16(_mm512_set1_epi16(1), taps));
}

/// The tile's samples of one plane, row by row.
VPW __m512i vpw_tile_samples(const vpw_plane *p, vpw_size size, const vpw_tile *tile, vpw_bounds bounds) {
  const int32_t left = bounds.left, top = bounds.top;
  __m512i window[3], words[2];
  if (left >= 0 && top >= 0 && left <= size.width - VPW_WINDOW_COLUMNS && top <= size.height - VPW_WINDOW_ROWS) {
    for (int k = 0; k < 3; k++) window[k] = vpw_four_rows(p->source + (top + 4 * k) * p->stride + left, p->stride);
  } else {
    uint8_t rows[VPW_WINDOW_ROWS * VPW_WINDOW_COLUMNS];
    vpw_window_at_edge(p, size, left, top, rows);
    for (int k = 0; k < 3; k++) window[k] = _mm512_loadu_si512(rows + 64 * k);
  }
  for (int k = 0; k < 3; k++) window[k] = _mm512_xor_si512(window[k], _mm512_set1_epi8((char)0x80));
  const __m512i half = _mm512_set1_epi32((1 << 15) + (1 << 23));
  for (int k = 0; k < 2; k++) {
    __m512i a = vpw_across(window, tile->upper[k], tile->across[k]), b = vpw_across(window, tile->lower[k], tile->across[k]);
    __m512i even = _mm512_mask_mov_epi16(a, 0xAAAAAAAA, _mm512_slli_epi32(b, 16)), odd = _mm512_mask_mov_epi16(b, 0x55555555, _mm512_srli_epi32(a, 16));
    even = _mm512_dpwssd_epi32(half, even, tile->down[2 * k]);
    odd = _mm512_dpwssd_epi32(half, odd, tile->down[2 * k + 1]);
    words[k] = _mm512_mask_mov_epi16(_mm512_srli_epi32(even, 16), 0xAAAAAAAA, odd);
  }
  // The bytes of a lane are columns 0, 4, 2 and 6 of a row, those of the lane 8 further columns 1, 5, 3 and 7.
  const __m512i columns = _mm512_broadcast_i64x2(_mm_setr_epi8(0, 32, 2, 34, 1, 33, 3, 35, 4, 36, 6, 38, 5, 37, 7, 39));
  const __m512i rows = _mm512_setr_epi64(
      0, 0, 0x0808080808080808, 0x0808080808080808, 0x1010101010101010, 0x1010101010101010, 0x1818181818181818, 0x1818181818181818);
  return _mm512_permutexvar_epi8(_mm512_add_epi8(columns, rows), _mm512_or_si512(words[0], _mm512_slli_epi16(words[1], 8)));
}

VPW void vpw_store_two(__m128i rows, uint8_t *output, intptr_t stride) {
  _mm_storel_epi64((__m128i *)output, rows);
  _mm_storeh_pd((double *)(output + stride), _mm_castsi128_pd(rows));
}

VPW void vpw_store_tile(__m512i samples, uint8_t *output, intptr_t stride, intptr_t columns, intptr_t rows) {
  if (columns == VPW_SIDE && rows == VPW_SIDE) {
    vpw_store_two(_mm512_castsi512_si128(samples), output, stride);
    vpw_store_two(_mm512_extracti32x4_epi32(samples, 1), output + 2 * stride, stride);
    vpw_store_two(_mm512_extracti32x4_epi32(samples, 2), output + 4 * stride, stride);
    vpw_store_two(_mm512_extracti32x4_epi32(samples, 3), output + 6 * stride, stride);
    return;
  }
  uint8_t all[VPW_SIDE * VPW_SIDE];
  _mm512_storeu_si512(all, samples);
  for (intptr_t r = 0; r < rows; r++) memcpy(output + r * stride, all + VPW_SIDE * r, (size_t)columns);
}

/// Rows y to y + 7 of vp_warp's, or as many as are `left`; `grid` begins at the first.
VPW void vpw_band(
    const vpw_plane *p, int planes, vpw_size size, const int32_t *grid, intptr_t pitch, intptr_t count, intptr_t y, intptr_t left) {
  const intptr_t rows = left < VPW_SIDE ? left : VPW_SIDE;
  const __m512i index = _mm512_min_epi64(_mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7), _mm512_set1_epi64(rows - 1));
  const __m512i at = _mm512_mullo_epi64(index, _mm512_set1_epi64(pitch * (intptr_t)sizeof *grid)), bytes0012 = vpw_bytes_of_lanes(0, 0x80, 1, 2);
  const __m512i evens = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 0, 2, 4, 6, 8, 10, 12, 14), odds = _mm512_add_epi32(evens, _mm512_set1_epi32(1));
  __m512i nodes = _mm512_i64gather_epi64(at, grid, 1);
  for (intptr_t x = 0; x < count; x += VP_WARP_STEP, grid += 2) {
    const __m512i next = _mm512_i64gather_epi64(at, grid + 2, 1), step = _mm512_sub_epi32(next, nodes);
    __m512i start = _mm512_add_epi32(_mm512_slli_epi32(nodes, 4), _mm512_set1_epi32(128));
    const __m512i eight = _mm512_slli_epi32(step, 3), words = _mm512_shuffle_epi8(step, bytes0012);
    const __m512i du = _mm512_permutexvar_epi32(evens, words), dv = _mm512_permutexvar_epi32(odds, words);
    nodes = next;
    for (intptr_t from = x; from < x + VP_WARP_STEP && from < count; from += VPW_SIDE) {
      const intptr_t columns = count - from < VPW_SIDE ? count - from : VPW_SIDE;
      const __m512i after = _mm512_add_epi32(start, eight);
      const vpw_bounds bounds = vpw_bounds_of(start, _mm512_sub_epi32(after, step));
      // Taps reach one further than samples.
      if (bounds.right - bounds.left > VPW_WINDOW_COLUMNS - 2 || bounds.bottom - bounds.top > VPW_WINDOW_ROWS - 2) {
        for (intptr_t r = 0; r < rows; r++) {
          vpw_plane row[3];
          for (int i = 0; i < planes; i++) row[i] = p[i], row[i].output += (y + r) * p[i].output_stride;
          vpw_block(row, planes, size, 1, grid + r * pitch, x, count);
        }
        break;
      }
      const int isBeyond = bounds.right < -1 || bounds.bottom < -1 || bounds.left >= size.width || bounds.top >= size.height;
      if (isBeyond && p[0].fill >= 0) {
        for (int i = 0; i < planes; i++)
          for (intptr_t r = 0; r < rows; r++) memset(p[i].output + (y + r) * p[i].output_stride + from, p[i].fill, (size_t)columns);
      } else {
        const vpw_tile tile = vpw_tile_at(start, du, dv, bounds);
        for (int i = 0; i < planes; i++)
          vpw_store_tile(vpw_tile_samples(p + i, size, &tile, bounds), p[i].output + y * p[i].output_stride + from, p[i].output_stride, columns, rows);
      }
      start = after;
    }
  }
}
#endif
