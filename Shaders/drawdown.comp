#version 450
#extension GL_GOOGLE_include_directive : require
// Denoise, step 2: samples are drawn to those above and below, then to the state, which they become. The first input is the state, the second what step 1 made, the
// third 1 where there is no state. p[2], p[3], p[4]: T, n, F in space; p[5], p[6], p[7]: in time.
#include "common.glsl"
#include "draw.glsl"

uint pixel(ivec2 at) {
    uint x = secondAt(at);
    ivec2 space = ivec2(push.p[2], push.p[3]);
    uint above = secondAt(ivec2(at.x, mirrored(at.y - 1, push.second.height))), below = secondAt(ivec2(at.x, mirrored(at.y + 1, push.second.height)));
    x = drawn(x, pull(x, above, space) + pull(x, below, space), 2, uint(push.p[4]));
    return word(0) == 1 ? x : drawn(x, pull(x, firstIn(at.x, at.y), ivec2(push.p[5], push.p[6])), 4, uint(push.p[7]));
}
