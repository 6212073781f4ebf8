#version 450
#extension GL_GOOGLE_include_directive : require
// The background's share, 0 to 2^15, by how far Cb and Cr are from the key's. p[2]: bits down; p[3], p[4]: the key's; p[5]: squared distance up to which all is
// background; p[6]: how much more until nothing is; p[7]: bits down of what lies between; p[8]: its scale in 2^-16.
#define MAKES_FOUR
#include "common.glsl"

uvec4 four(ivec2 at) {
    ivec4 du = ivec4(firstFour(at) >> push.p[2]) - push.p[3], dv = ivec4(secondFour(at) >> push.p[2]) - push.p[4];
    uvec4 t = uvec4(clamp(du * du + dv * dv - push.p[5], 0, push.p[6]) >> push.p[7]);
    return 32768 - min((t * uint(push.p[8]) + 32768) >> 16, 32768);
}
