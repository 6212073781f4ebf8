// Samples of warp.h in tiles of 8x8, whose taps are looked up in a window of the plane held in registers (AVX-512 VBMI).
//
// Lanes of a tile: four vectors of 32-bit lanes have columns 0 and 1, 2 and 3, 4 and 5, 6 and 7 of its rows; two vectors of words have the first two of
// these in the lower and upper words of a lane, and the last two. With samples p and fractions f and g, from bytes p' = p - 128, which fit a signed byte:
//     top' = a'·(255 - f) + b'·f + a' = top - 2^15,   out = (top'·(256 - g) + low'·g + 2^15 + 2^23) >> 16
// and from words p' = p - 2^15:
//     top' = a'·(256 - f) + b'·f = top - 2^23,   out = ((256·top' + (low' - top')·g + 2^15) >> 16) + 2^15
#pragma once

#if defined(__AVX512VBMI__) && defined(__AVX512VNNI__)
#define VPW_TILES 1

enum {
  VPW_SIDE = 8,
  /// The window: three vectors of bytes, six of words. 8x8 samples turned by any angle take 12x12 taps.
  VPW_WINDOW_COLUMNS = 16,
  VPW_WINDOW_ROWS = 12,
  VPW_WINDOW = VPW_WINDOW_COLUMNS * VPW_WINDOW_ROWS
};

/// First and last columns and rows of a tile's samples; taps reach one further.
typedef struct { int32_t left, top, right, bottom; } vpw_bounds;

/// What all planes of a tile share: for words k, 2 · k and 2 · k + 1 of the lanes above.
typedef struct {
  /// Places in the window of the tap above and of that below: as bytes those on the left and on the right, as words those on the left.
  __m512i upper[2], lower[2];
  /// 255 - f and f as bytes; 256 - f and f as words.
  __m512i across[2], acrossWords[4];
  /// 256 - g and g as words; g.
  __m512i down[4], downFraction[4];
} vpw_tile;

/// For each 32-bit lane the bytes a to d of it, 0x80 being 0.
VPW __m512i vpw_bytes_of_lanes(int a, int b, int c, int d) {
  const __m512i lanes = _mm512_broadcast_i32x4(_mm_setr_epi32(0, 0x04040404, 0x08080808, 0x0C0C0C0C));
  return _mm512_or_si512(lanes, _mm512_set1_epi32((int)((uint32_t)a | (uint32_t)b << 8 | (uint32_t)c << 16 | (uint32_t)d << 24)));
}

/// The next rows of a window, as many as fill a vector.
VPW __m512i vpw_window_rows(const uint8_t *p, intptr_t stride, int bytes) {
  if (bytes == 2) return _mm512_inserti64x4(_mm512_castsi256_si512(_mm256_loadu_si256((const __m256i *)p)), _mm256_loadu_si256((const __m256i *)(p + stride)), 1);
  __m512i v = _mm512_castsi128_si512(_mm_loadu_si128((const __m128i *)p));
  v = _mm512_mask_broadcast_i32x4(v, 0x00F0, _mm_loadu_si128((const __m128i *)(p + stride)));
  v = _mm512_mask_broadcast_i32x4(v, 0x0F00, _mm_loadu_si128((const __m128i *)(p + 2 * stride)));
  return _mm512_mask_broadcast_i32x4(v, 0xF000, _mm_loadu_si128((const __m128i *)(p + 3 * stride)));
}

/// A window that reaches beyond the plane.
static __attribute__((noinline)) void vpw_window_at_edge(const vpw_plane *p, vpw_size size, int bytes, int32_t left, int32_t top, uint8_t *window) {
  for (int32_t y = top; y < top + VPW_WINDOW_ROWS; y++, window += VPW_WINDOW_COLUMNS * bytes) {
    if (p->fill < 0) {
      const uint8_t *row = p->source + vp_mirrored(y, size.height) * p->stride;
      for (int i = 0; i < VPW_WINDOW_COLUMNS; i++) {
        const intptr_t x = vp_mirrored(left + i, size.width);
        if (bytes == 1) window[i] = row[x]; else ((uint16_t *)window)[i] = ((const uint16_t *)row)[x];
      }
      continue;
    }
    uint32_t inside = 0;
    if (y >= 0 && y < size.height) {
      inside = 0xFFFF;
      if (left < 0) inside = inside << -left & 0xFFFF;
      if (size.width - left < VPW_WINDOW_COLUMNS) inside &= (1u << (size.width - left)) - 1;
    }
    const uint8_t *from = p->source + y * p->stride + left * bytes;
    if (bytes == 1) _mm_storeu_si128((__m128i *)window, _mm_mask_loadu_epi8(_mm_set1_epi8((char)p->fill), (__mmask16)inside, from));
    else _mm256_storeu_si256((__m256i *)window, _mm256_mask_loadu_epi16(_mm256_set1_epi16((short)p->fill), (__mmask16)inside, from));
  }
}

/// The window of a tile, less half of what its words hold.
VPW void vpw_window(const vpw_plane *p, vpw_size size, int bytes, vpw_bounds bounds, __m512i *window) {
  const int32_t left = bounds.left, top = bounds.top;
  const __m512i sign = bytes == 1 ? _mm512_set1_epi8((char)0x80) : _mm512_set1_epi16((short)0x8000);
  const int count = 3 * bytes, rows = VPW_WINDOW_ROWS / count;
  if (left >= 0 && top >= 0 && left <= size.width - VPW_WINDOW_COLUMNS && top <= size.height - VPW_WINDOW_ROWS) {
    for (int k = 0; k < count; k++) window[k] = vpw_window_rows(p->source + (top + rows * k) * p->stride + left * bytes, p->stride, bytes);
  } else {
    uint8_t all[2 * VPW_WINDOW];
    vpw_window_at_edge(p, size, bytes, left, top, all);
    for (int k = 0; k < count; k++) window[k] = _mm512_loadu_si512(all + 64 * k);
  }
  for (int k = 0; k < count; k++) window[k] = _mm512_xor_si512(window[k], sign);
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

/// 256 - n and n as words, n being byte 1 of each lane.
VPW __m512i vpw_weights(__m512i v) {
  const __m512i n = _mm512_shuffle_epi8(v, vpw_bytes_of_lanes(1, 0x80, 1, 0x80));
  return _mm512_add_epi16(_mm512_xor_si512(n, _mm512_set1_epi32(0xFFFF)), _mm512_set1_epi32(257));
}

/// start: u and v of the first column, by turns; du, dv: steps as words d and 256 · d' of d + 256 · d'.
VPW vpw_tile vpw_tile_at(__m512i start, __m512i du, __m512i dv, vpw_bounds bounds, int bytes) {
  const __m512i evens = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 0, 2, 4, 6, 8, 10, 12, 14), odds = _mm512_add_epi32(evens, _mm512_set1_epi32(1));
  const __m512i bytes1133 = vpw_bytes_of_lanes(1, 1, 3, 3), bytes0022 = vpw_bytes_of_lanes(0, 0, 2, 2);
  const __m512i u0 = _mm512_permutexvar_epi32(evens, start), v0 = _mm512_permutexvar_epi32(odds, start);
  __m512i u[4], v[4];
  vpw_tile tile;
  for (int k = 0; k < 4; k++) {
    // Column j as words j and 256 · j.
    const __m512i columns = _mm512_inserti64x4(_mm512_set1_epi32(2 * k * 0x01000001), _mm256_set1_epi32((2 * k + 1) * 0x01000001), 1);
    u[k] = _mm512_dpwssd_epi32(u0, columns, du);
    v[k] = _mm512_dpwssd_epi32(v0, columns, dv);
    if (bytes == 1) {
      tile.down[k] = vpw_weights(v[k]);
    } else {
      tile.acrossWords[k] = vpw_weights(u[k]);
      tile.downFraction[k] = _mm512_shuffle_epi8(v[k], vpw_bytes_of_lanes(1, 0x80, 0x80, 0x80));
    }
  }
  // Place (x, y) of the plane is sample x + 16 · y - first of the window, modulo 256.
  const uint8_t first = (uint8_t)(bounds.left + VPW_WINDOW_COLUMNS * bounds.top);
  for (int k = 0; k < 2; k++) {
    __m512i x = vpw_words(u[2 * k], u[2 * k + 1]), y = vpw_words(v[2 * k], v[2 * k + 1]);
    y = _mm512_slli_epi16(_mm512_and_si512(y, _mm512_set1_epi16((short)0xFF00)), 4);
    const __m512i place = _mm512_add_epi16(x, y);
    if (bytes == 1) {
      const __m512i pair = _mm512_set1_epi16((short)((uint8_t)-first | (uint8_t)(1 - first) << 8));
      tile.upper[k] = _mm512_add_epi8(_mm512_shuffle_epi8(place, bytes1133), pair);
      tile.lower[k] = _mm512_add_epi8(tile.upper[k], _mm512_set1_epi8(VPW_WINDOW_COLUMNS));
      tile.across[k] = _mm512_xor_si512(_mm512_shuffle_epi8(x, bytes0022), _mm512_set1_epi16(0xFF));
    } else {
      tile.upper[k] = _mm512_srli_epi16(_mm512_sub_epi16(place, _mm512_set1_epi16((short)(first << 8))), 8);
      tile.lower[k] = _mm512_add_epi16(tile.upper[k], _mm512_set1_epi16(VPW_WINDOW_COLUMNS));
    }
  }
  return tile;
}

/// a's lower words below b's, and the upper ones.
VPW __m512i vpw_lower_words(__m512i a, __m512i b) { return _mm512_mask_mov_epi16(a, 0xAAAAAAAA, _mm512_slli_epi32(b, 16)); }
VPW __m512i vpw_upper_words(__m512i a, __m512i b) { return _mm512_mask_mov_epi16(b, 0x55555555, _mm512_srli_epi32(a, 16)); }

/// top' or low' of the definition for bytes: taps from the window, mixed across.
VPW __m512i vpw_across(const __m512i *window, __m512i places, __m512i weights) {
  __m512i taps = _mm512_permutex2var_epi8(window[0], places, window[1]);
  taps = _mm512_mask_permutexvar_epi8(taps, _mm512_movepi8_mask(places), places, window[2]);
  return _mm512_add_epi16(_mm512_maddubs_epi16(weights, taps), _mm512_maddubs_epi16(_mm512_set1_epi16(1), taps));
}

/// The tile's samples of one plane, row by row.
VPW __m512i vpw_tile_bytes(const __m512i *window, const vpw_tile *tile) {
  const __m512i half = _mm512_set1_epi32((1 << 15) + (1 << 23));
  __m512i words[2];
  for (int k = 0; k < 2; k++) {
    const __m512i a = vpw_across(window, tile->upper[k], tile->across[k]), b = vpw_across(window, tile->lower[k], tile->across[k]);
    const __m512i even = _mm512_dpwssd_epi32(half, vpw_lower_words(a, b), tile->down[2 * k]);
    const __m512i odd = _mm512_dpwssd_epi32(half, vpw_upper_words(a, b), tile->down[2 * k + 1]);
    words[k] = _mm512_mask_mov_epi16(_mm512_srli_epi32(even, 16), 0xAAAAAAAA, odd);
  }
  // The bytes of a lane are columns 0, 4, 2 and 6 of a row, those of the lane 8 further columns 1, 5, 3 and 7.
  const __m512i columns = _mm512_broadcast_i64x2(_mm_setr_epi8(0, 32, 2, 34, 1, 33, 3, 35, 4, 36, 6, 38, 5, 37, 7, 39));
  const __m512i rows = _mm512_setr_epi64(
      0, 0, 0x0808080808080808, 0x0808080808080808, 0x1010101010101010, 0x1010101010101010, 0x1818181818181818, 0x1818181818181818);
  return _mm512_permutexvar_epi8(_mm512_add_epi8(columns, rows), _mm512_or_si512(words[0], _mm512_slli_epi16(words[1], 8)));
}

/// Words of the window: each pair of vectors has four rows.
VPW __m512i vpw_look(const __m512i *window, __m512i places) {
  const __m512i first = _mm512_permutex2var_epi16(window[0], places, window[1]), second = _mm512_permutex2var_epi16(window[2], places, window[3]);
  const __m512i third = _mm512_permutex2var_epi16(window[4], places, window[5]);
  const __m512i upper = _mm512_mask_mov_epi16(first, _mm512_test_epi16_mask(places, _mm512_set1_epi16(64)), second);
  return _mm512_mask_mov_epi16(upper, _mm512_test_epi16_mask(places, _mm512_set1_epi16(128)), third);
}

/// Rows 0 to 3 and 4 to 7 of the tile's samples of one plane.
VPW void vpw_tile_words(const __m512i *window, const vpw_tile *tile, __m512i *rows) {
  const __m512i next = _mm512_set1_epi16(1), half = _mm512_set1_epi32(1 << 15), sign = _mm512_set1_epi16((short)0x8000), zero = _mm512_setzero_si512();
  __m512i words[2];
  for (int k = 0; k < 2; k++) {
    const __m512i a = vpw_look(window, tile->upper[k]), b = vpw_look(window, _mm512_add_epi16(tile->upper[k], next));
    const __m512i c = vpw_look(window, tile->lower[k]), d = vpw_look(window, _mm512_add_epi16(tile->lower[k], next));
    __m512i sums[2];
    for (int odd = 0; odd < 2; odd++) {
      const __m512i weights = tile->acrossWords[2 * k + odd];
      const __m512i top = _mm512_dpwssd_epi32(zero, odd ? vpw_upper_words(a, b) : vpw_lower_words(a, b), weights);
      const __m512i low = _mm512_dpwssd_epi32(zero, odd ? vpw_upper_words(c, d) : vpw_lower_words(c, d), weights);
      const __m512i between = _mm512_mullo_epi32(_mm512_sub_epi32(low, top), tile->downFraction[2 * k + odd]);
      sums[odd] = _mm512_add_epi32(_mm512_add_epi32(_mm512_slli_epi32(top, 8), half), between);
    }
    words[k] = _mm512_xor_si512(_mm512_mask_mov_epi16(_mm512_srli_epi32(sums[0], 16), 0xAAAAAAAA, sums[1]), sign);
  }
  // The words of a lane of the first vector are columns 0 and 2 of a row, those of the lane 8 further columns 1 and 3; the second vector has the others.
  const __m512i columns = _mm512_broadcast_i64x2(_mm_setr_epi16(0, 16, 1, 17, 32, 48, 33, 49));
  const __m512i first = _mm512_add_epi16(columns, _mm512_setr_epi64(0, 0, 0x0002000200020002, 0x0002000200020002, 0x0004000400040004, 0x0004000400040004,
                                                                    0x0006000600060006, 0x0006000600060006));
  rows[0] = _mm512_permutex2var_epi16(words[0], first, words[1]);
  rows[1] = _mm512_permutex2var_epi16(words[0], _mm512_add_epi16(first, _mm512_set1_epi16(8)), words[1]);
}

VPW void vpw_store_two(__m128i rows, uint8_t *output, intptr_t stride) {
  _mm_storel_epi64((__m128i *)output, rows);
  _mm_storeh_pd((double *)(output + stride), _mm_castsi128_pd(rows));
}

/// `output`: the tile's first sample.
VPW void vpw_put_tile(
    const vpw_plane *p, vpw_size size, int bytes, const vpw_tile *tile, vpw_bounds bounds, uint8_t *output, intptr_t columns, intptr_t rows) {
  const intptr_t stride = p->output_stride;
  const int isWhole = columns == VPW_SIDE && rows == VPW_SIDE;
  __m512i window[6], samples[2];
  vpw_window(p, size, bytes, bounds, window);
  if (bytes == 1) samples[0] = vpw_tile_bytes(window, tile);
  else vpw_tile_words(window, tile, samples);
  if (isWhole && bytes == 1) {
    vpw_store_two(_mm512_castsi512_si128(samples[0]), output, stride);
    vpw_store_two(_mm512_extracti32x4_epi32(samples[0], 1), output + 2 * stride, stride);
    vpw_store_two(_mm512_extracti32x4_epi32(samples[0], 2), output + 4 * stride, stride);
    vpw_store_two(_mm512_extracti32x4_epi32(samples[0], 3), output + 6 * stride, stride);
  } else if (isWhole) {
    for (int k = 0; k < 2; k++, output += 4 * stride) {
      _mm_storeu_si128((__m128i *)output, _mm512_castsi512_si128(samples[k]));
      _mm_storeu_si128((__m128i *)(output + stride), _mm512_extracti32x4_epi32(samples[k], 1));
      _mm_storeu_si128((__m128i *)(output + 2 * stride), _mm512_extracti32x4_epi32(samples[k], 2));
      _mm_storeu_si128((__m128i *)(output + 3 * stride), _mm512_extracti32x4_epi32(samples[k], 3));
    }
  } else {
    uint8_t all[2 * VPW_SIDE * VPW_SIDE];
    for (int k = 0; k < bytes; k++) _mm512_storeu_si512(all + 64 * k, samples[k]);
    for (intptr_t r = 0; r < rows; r++) memcpy(output + r * stride, all + VPW_SIDE * bytes * r, (size_t)(columns * bytes));
  }
}

VPW void vpw_fill_tile(const vpw_plane *p, int bytes, uint8_t *output, intptr_t columns, intptr_t rows) {
  for (intptr_t r = 0; r < rows; r++, output += p->output_stride) {
    if (bytes == 1) memset(output, p->fill, (size_t)columns);
    else for (intptr_t i = 0; i < columns; i++) ((uint16_t *)output)[i] = (uint16_t)p->fill;
  }
}

/// Rows y to y + 7 of vp_warp's, or as many as are `left`; `grid` begins at the first.
VPW void vpw_band(
    const vpw_plane *p, int planes, vpw_size size, int bytes, const int32_t *grid, intptr_t pitch, intptr_t count, intptr_t y, intptr_t left) {
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
          vpw_block(row, planes, size, bytes, grid + r * pitch, x, count);
        }
        break;
      }
      const int isBeyond = bounds.right < -1 || bounds.bottom < -1 || bounds.left >= size.width || bounds.top >= size.height;
      int isFilled = isBeyond;
      for (int i = 0; i < planes; i++) isFilled &= p[i].fill >= 0;
      vpw_tile tile;
      if (!isFilled) tile = vpw_tile_at(start, du, dv, bounds, bytes);
      for (int i = 0; i < planes; i++) {
        uint8_t *output = p[i].output + y * p[i].output_stride + from * bytes;
        if (isBeyond && p[i].fill >= 0) vpw_fill_tile(p + i, bytes, output, columns, rows);
        else vpw_put_tile(p + i, size, bytes, &tile, bounds, output, columns, rows);
      }
      start = after;
    }
  }
}
#endif
