#version 450
#extension GL_GOOGLE_include_directive : require
// Mixes the first input and the second by a weight a sample, 0 to 255. p[2]: bytes from one row of weights to the next.
#define MAKES_FOUR
#include "common.glsl"

uvec4 four(ivec2 at) {
    uvec4 weight = fourOf(push.table + uint64_t(at.y) * uint64_t(push.p[2]), 1, at.x);
    return (firstFour(at) * (255 - weight) + secondFour(at) * weight + 127) / 255;
}
