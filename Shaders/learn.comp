#version 450
#extension GL_GOOGLE_include_directive : require
// The background, in place, learns of the second input's samples. The third is 1 where there is none yet. p[2]: bits up; p[3]: R.
#define MAKES_FOUR
#include "common.glsl"

uvec4 four(ivec2 at) {
    uvec4 x = secondFour(at) << push.p[2], b = firstFour(at);
    if (word(0) == 1) return x;
    uvec4 step = (max(x, b) - min(x, b)) * uint(push.p[3]) >> 16;
    return mix(b - step, b + step, greaterThan(x, b));
}
