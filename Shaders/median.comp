#version 450
#extension GL_GOOGLE_include_directive : require
// The median of a window: of nine samples by a network, else by halving the range of codes. p[2], p[3]: radius across and down; p[4]: bits a sample.
#define MAKES_FOUR
#include "common.glsl"

struct Column { uvec4 low, middle, high; };

uvec4 middle(uvec4 a, uvec4 b, uvec4 c) { return max(min(a, b), min(max(a, b), c)); }

/// Three rows of four columns, each column in order.
Column sorted(int x, int y) {
    uvec4 a = nearFour(x, y - 1), b = nearFour(x, y), c = nearFour(x, y + 1);
    return Column(min(min(a, b), c), middle(a, b, c), max(max(a, b), c));
}

uvec4 nine(int x, int y) {
    Column w = sorted(x - 1, y), e = sorted(x + 1, y);
    uvec4 low = max(max(w.low, uvec4(w.low.yzw, e.low.z)), e.low), high = min(min(w.high, uvec4(w.high.yzw, e.high.z)), e.high);
    return middle(low, middle(w.middle, uvec4(w.middle.yzw, e.middle.z), e.middle), high);
}

uvec4 four(ivec2 at) {
    int rx = push.p[2], ry = push.p[3], middle = (2 * rx + 1) * (2 * ry + 1) / 2;
    if (rx == 1 && ry == 1) return nine(at.x, at.y);
    // The largest value that at most half of the samples lie below.
    uvec4 value = uvec4(0);
    for (int bit = push.p[4] - 1; bit >= 0; bit--) {
        uvec4 candidate = value | 1u << bit;
        ivec4 below = ivec4(0);
        for (int y = at.y - ry; y <= at.y + ry; y++) {
            uvec4 samples = nearFour(at.x - rx, y);
            below += ivec4(lessThan(samples, candidate));
            for (int dx = 1 - rx; dx <= rx; dx++) {
                samples = uvec4(samples.yzw, near(at.x + 3 + dx, y));
                below += ivec4(lessThan(samples, candidate));
            }
        }
        value = mix(value, candidate, lessThanEqual(below, ivec4(middle)));
    }
    return value;
}
