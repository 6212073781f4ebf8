#version 450
#extension GL_GOOGLE_include_directive : require
// Corners: Harris' score of the differences.
#include "common.glsl"

uint pixel(ivec2 at) {
    int64_t a = 0, b = 0, c = 0;
    for (int y = at.y - 1; y <= at.y + 1; y++) {
        for (int x = at.x - 1; x <= at.x + 1; x++) {
            int both = int(near(x, y)), gx = both << 16 >> 16, gy = both >> 16;
            a += gx * gx;
            b += gy * gy;
            c += gx * gy;
        }
    }
    int64_t score = 25 * (a * b - c * c) - (a + b) * (a + b);
    return score > 0 ? uint(score >> 20) : 0;
}
