#version 450
#extension GL_GOOGLE_include_directive : require
// Extremes of 1, 2, 4, … columns from each on, one after another in a row. p[0]: input column of the first; p[2]: columns of each part; p[3]: 1 for the largest.
#include "common.glsl"

uint pixel(ivec2 at) {
    int count = 1 << at.x / push.p[2], x = push.p[0] + at.x % push.p[2];
    uint value = firstAt(x, at.y);
    for (int k = 1; k < count; k++) {
        uint other = firstAt(x + k, at.y);
        value = push.p[3] == 1 ? max(value, other) : min(value, other);
    }
    return value;
}
