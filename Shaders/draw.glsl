// How denoise draws a sample to its neighbours.

/// Of one neighbour: what it adds above the sample and what below. `draw`: T, n.
uvec2 pull(uint x, uint a, ivec2 draw) {
    uint d = a > x ? a - x : x - a, close = uint(max(draw.x - int(d), 0)) << draw.y, p = (close * close >> 16) * d >> 16;
    return a > x ? uvec2(p, 0) : uvec2(0, p);
}

/// `multiple` is m, `factor` F.
uint drawn(uint x, uvec2 sums, uint multiple, uint factor) { return x + (multiple * sums.x * factor >> 16) - (multiple * sums.y * factor >> 16); }
