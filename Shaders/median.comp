#version 450
#extension GL_GOOGLE_include_directive : require
// The median of a window by halving the range of codes. p[2], p[3]: radius across and down; p[4]: bits a sample.
#include "common.glsl"

uint pixel(ivec2 at) {
    int rx = push.p[2], ry = push.p[3], middle = (2 * rx + 1) * (2 * ry + 1) / 2;
    // The largest value that at most half of the samples lie below.
    uint value = 0;
    for (int bit = push.p[4] - 1; bit >= 0; bit--) {
        uint candidate = value | 1u << bit;
        int below = 0;
        for (int dy = -ry; dy <= ry; dy++)
            for (int dx = -rx; dx <= rx; dx++) below += near(at.x + dx, at.y + dy) < candidate ? 1 : 0;
        if (below <= middle) value = candidate;
    }
    return value;
}
