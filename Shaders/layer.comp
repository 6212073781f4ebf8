#version 450
#extension GL_GOOGLE_include_directive : require
// A layer over a part of the plane. Table: alpha (0 to 2^15) and, in the high half, paint, by row of that part. p[2], p[3]: its first column and row; p[4], p[5]:
// how many it has.
#include "common.glsl"

uint pixel(ivec2 at) {
    uint value = near(at.x, at.y);
    int x = at.x - push.p[2], y = at.y - push.p[3];
    if (uint(x) >= uint(push.p[4]) || uint(y) >= uint(push.p[5])) return value;
    uint both = word(y * push.p[4] + x), alpha = both & 0xffffu;
    return (value * (32768 - alpha) + (both >> 16) * alpha + 16384) >> 15;
}
