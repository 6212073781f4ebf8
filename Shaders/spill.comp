#version 450
#extension GL_GOOGLE_include_directive : require
// The third input less what Cb and Cr have of the key's colour. p[2], p[3]: the key's hue in 2^-14; p[4]: neutral chroma; p[5]: loss for each code in 2^-10;
// p[6]: largest code.
#define MAKES_FOUR
#include "common.glsl"

uvec4 four(ivec2 at) {
    ivec4 du = ivec4(firstFour(at)) - push.p[4], dv = ivec4(secondFour(at)) - push.p[4];
    ivec4 along = du * push.p[2] + dv * push.p[3], across = du * push.p[3] - dv * push.p[2], excess = max(along - abs(across), 0) >> 10;
    return uvec4(clamp(ivec4(thirdFour(at)) - ((excess * push.p[5] + 8192) >> 14), 0, push.p[6]));
}
