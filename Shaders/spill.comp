#version 450
#extension GL_GOOGLE_include_directive : require
// The third input less what Cb and Cr have of the key's colour. p[2], p[3]: the key's hue in 2^-14; p[4]: neutral chroma; p[5]: loss for each code in 2^-10;
// p[6]: largest code.
#include "common.glsl"

uint pixel(ivec2 at) {
    int du = int(near(at.x, at.y)) - push.p[4], dv = int(secondAt(at)) - push.p[4];
    int along = du * push.p[2] + dv * push.p[3], across = du * push.p[3] - dv * push.p[2], excess = max(along - abs(across), 0) >> 10;
    return uint(clamp(int(thirdAt(at)) - ((excess * push.p[5] + 8192) >> 14), 0, push.p[6]));
}
