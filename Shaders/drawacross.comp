#version 450
#extension GL_GOOGLE_include_directive : require
// Denoise, step 1: samples brought to 16 bits are drawn to those on their two sides. p[2], p[3], p[4]: T, n, F; p[5]: bits up.
#include "common.glsl"
#include "draw.glsl"

uint pixel(ivec2 at) {
    uint x = near(at.x, at.y) << push.p[5];
    ivec2 draw = ivec2(push.p[2], push.p[3]);
    return drawn(x, pull(x, near(at.x - 1, at.y) << push.p[5], draw) + pull(x, near(at.x + 1, at.y) << push.p[5], draw), 2, uint(push.p[4]));
}
