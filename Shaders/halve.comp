#version 450
#extension GL_GOOGLE_include_directive : require
// Blur, step 1: half as long lines. p[0], p[1]: sample (x, y) is about (2(x + p[0]), 2(y + p[1])); p[2]: bits up to a word's top.
#define MAKES_FOUR
#include "common.glsl"

uint mean(uint a, uint b) { return (a + b + 1) >> 1; }

uint halved(uint a, uint b, uint c, uint d, uint e) { return mean(mean(mean(mean(a, e), c), c), mean(b, d)); }

uint down(int x, int y) {
    int shift = push.p[2];
    return halved(
        firstAt(x, y - 2) << shift, firstAt(x, y - 1) << shift, firstAt(x, y) << shift, firstAt(x, y + 1) << shift, firstAt(x, y + 2) << shift);
}

uvec4 four(ivec2 at) {
    int x = 2 * (at.x + push.p[0]), y = 2 * (at.y + push.p[1]);
    // Neighbours share three of their five columns.
    uint a = down(x - 2, y), b = down(x - 1, y), c = down(x, y);
    uvec4 result;
    for (int i = 0; i < 4; i++) {
        uint d = down(x + 2 * i + 1, y), e = down(x + 2 * i + 2, y);
        result[i] = halved(a, b, c, d, e);
        a = c;
        b = d;
        c = e;
    }
    return result;
}
