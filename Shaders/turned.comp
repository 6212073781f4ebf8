#version 450
#extension GL_GOOGLE_include_directive : require
// Samples at other places by quarter turns and mirrors. The input's column is p[2] x + p[3] y + p[4], its row p[5] x + p[6] y + p[7].
#include "common.glsl"

uint pixel(ivec2 at) {
    return firstIn(push.p[2] * at.x + push.p[3] * at.y + push.p[4], push.p[5] * at.x + push.p[6] * at.y + push.p[7]);
}
