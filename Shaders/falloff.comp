#version 450
#extension GL_GOOGLE_include_directive : require
// Less light by column and row. Table: slopes of the columns, then of the rows, in 2^-15. p[2]: columns; p[3]: what light counts from.
#include "common.glsl"

uint pixel(ivec2 at) {
    int slope = 32768 - int(half16(at.x)) - int(half16(push.p[2] + at.y)), base = push.p[3];
    return uint(base + (((int(near(at.x, at.y)) - base) * ((slope * slope) >> 15) + 16384) >> 15));
}
