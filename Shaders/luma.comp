#version 450
#extension GL_GOOGLE_include_directive : require
// Luma of R, G and B. p[2], p[3], p[4]: their weights in 2^-16.
#include "common.glsl"

uint pixel(ivec2 at) {
    return (uint(push.p[2]) * near(at.x, at.y) + uint(push.p[3]) * secondAt(at) + uint(push.p[4]) * thirdAt(at) + 32768) >> 16;
}
