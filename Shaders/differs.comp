#version 450
#extension GL_GOOGLE_include_directive : require
// 1 where a sample differs from its background, the second input. The third is 1 where there is none. p[2]: bits up; p[3]: the difference that does not yet count.
#define MAKES_FOUR
#include "common.glsl"

uvec4 four(ivec2 at) {
    ivec4 difference = abs(ivec4(firstFour(at) << push.p[2]) - ivec4(secondFour(at)));
    return word(0) == 1 ? uvec4(0) : uvec4(greaterThan(difference, ivec4(push.p[3])));
}
