#version 450
#extension GL_GOOGLE_include_directive : require
// Samples between places of the input. Table: nodes, across and down, one every 16 columns. p[2]: numbers in it from row to row; p[3]: what lies beyond the plane.
#define MAKES_FOUR
#include "common.glsl"

uint tap(int x, int y) { return uint(x) < uint(push.first.width) && uint(y) < uint(push.first.height) ? firstIn(x, y) : uint(push.p[3]); }

uvec4 four(ivec2 at) {
    int node = at.y * push.p[2] + at.x / 16 * 2, step = at.x % 16;
    ivec2 from = ivec2(word(node), word(node + 1)), to = ivec2(word(node + 2), word(node + 3));
    uvec4 samples;
    for (int i = 0; i < 4; i++) {
        ivec2 place = 16 * from + (step + i) * (to - from) + 128, whole = place >> 16;
        uvec2 part = uvec2(place >> 8 & 255);
        uint top = tap(whole.x, whole.y) * (256 - part.x) + tap(whole.x + 1, whole.y) * part.x;
        uint low = tap(whole.x, whole.y + 1) * (256 - part.x) + tap(whole.x + 1, whole.y + 1) * part.x;
        samples[i] = (top * (256 - part.y) + low * part.y + 32768) >> 16;
    }
    return samples;
}
