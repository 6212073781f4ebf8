#version 450
#extension GL_GOOGLE_include_directive : require
// The first input with a share of its difference from the second. p[2]: share in 1/256; p[3]: least difference; p[4]: largest code.
#include "common.glsl"

uint pixel(ivec2 at) {
    int sampled = int(near(at.x, at.y)), difference = sampled - int(secondAt(at));
    if (abs(difference) < push.p[3]) return uint(sampled);
    return uint(clamp(sampled + ((push.p[2] * difference + 128) >> 8), 0, push.p[4]));
}
