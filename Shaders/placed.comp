#version 450
#extension GL_GOOGLE_include_directive : require
// Mixes the first input and the second by a weight a sample, 0 to 255. p[2]: bytes from one row of weights to the next.
#include "common.glsl"

uint pixel(ivec2 at) {
    uint weight = read(push.table + uint64_t(at.y) * uint64_t(push.p[2]), 1, at.x);
    return (near(at.x, at.y) * (255 - weight) + secondAt(at) * weight + 127) / 255;
}
