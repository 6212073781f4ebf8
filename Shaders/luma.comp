#version 450
#extension GL_GOOGLE_include_directive : require
// Luma of R, G and B. p[2], p[3], p[4]: their weights in 2^-16.
#define MAKES_FOUR
#include "common.glsl"

uvec4 four(ivec2 at) {
    return (uint(push.p[2]) * firstFour(at) + uint(push.p[3]) * secondFour(at) + uint(push.p[4]) * thirdFour(at) + 32768) >> 16;
}
