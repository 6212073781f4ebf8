#version 450
#extension GL_GOOGLE_include_directive : require
// Gradient magnitude. p[2], p[3]: side and centre weight, both 0 for the Laplacian; p[4]: scale in 2^-16; p[5]: black; p[6]: the most above it; p[7]: least
// magnitude that comes to that, where squares and scaled magnitudes up to it fit 32 bits, else 0.
#define MAKES_FOUR
#include "common.glsl"

/// The nearest whole number m is the one with m² − m < square ≤ m² + m; the estimate has 24 bits.
int64_t root(int64_t square) {
    int64_t m = int64_t(sqrt(float(square)));
    while (m * m + m < square) m++;
    while (m > 0 && m * m - m >= square) m--;
    return m;
}

/// Below 2^31 the estimate is at most one off.
ivec4 roots(ivec4 square) {
    ivec4 m = ivec4(sqrt(vec4(square)) + 0.5);
    m += ivec4(lessThan(m * m + m, square));
    return m - ivec4(greaterThanEqual(m * m - m, max(square, 1)));
}

uint scaled(int64_t magnitude) { return uint(push.p[5]) + uint(min((magnitude * push.p[4] + 32768) >> 16, int64_t(push.p[6]))); }

uvec4 four(ivec2 at) {
    int x = at.x, y = at.y, side = push.p[2], centre = push.p[3];
    ivec4 nw = ivec4(nearFour(x - 1, y - 1)), w = ivec4(nearFour(x - 1, y)), sw = ivec4(nearFour(x - 1, y + 1));
    ivec4 n = ivec4(nw.yzw, near(x + 3, y - 1)), c = ivec4(w.yzw, near(x + 3, y)), s = ivec4(sw.yzw, near(x + 3, y + 1));
    ivec4 ne = ivec4(n.yzw, near(x + 4, y - 1)), e = ivec4(c.yzw, near(x + 4, y)), se = ivec4(s.yzw, near(x + 4, y + 1)), magnitude;
    if (side == 0 && centre == 0) {
        magnitude = abs(w + e + n + s - 4 * c);
    } else {
        ivec4 gx = side * (ne - nw + se - sw) + centre * (e - w), gy = side * (sw - nw + se - ne) + centre * (s - n);
        if (push.p[7] > 0) {
            magnitude = roots(gx * gx + gy * gy);
        } else {
            for (int i = 0; i < 4; i++) magnitude[i] = int(root(int64_t(gx[i]) * int64_t(gx[i]) + int64_t(gy[i]) * int64_t(gy[i])));
        }
    }
    if (push.p[7] == 0) return uvec4(scaled(magnitude.x), scaled(magnitude.y), scaled(magnitude.z), scaled(magnitude.w));
    return uvec4(push.p[5] + min((min(magnitude, push.p[7]) * push.p[4] + 32768) >> 16, push.p[6]));
}
