#version 450
#extension GL_GOOGLE_include_directive : require
// Samples as they are at another place. p[0], p[1]: from an output's place to the input's; p[2]: 1: columns run the other way, p[0] being that of the first;
// p[3]: what stands where the input is not.
#include "common.glsl"

uint pixel(ivec2 at) {
    int x = push.p[0] + (push.p[2] == 1 ? -at.x : at.x), y = push.p[1] + at.y;
    return uint(x) < uint(push.first.width) && uint(y) < uint(push.first.height) ? firstIn(x, y) : uint(push.p[3]);
}
