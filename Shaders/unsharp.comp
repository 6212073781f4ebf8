#version 450
#extension GL_GOOGLE_include_directive : require
// The first input with a share of its difference from the second. p[2]: share in 1/256; p[3]: least difference; p[4]: largest code.
#define MAKES_FOUR
#include "common.glsl"

uvec4 four(ivec2 at) {
    ivec4 samples = ivec4(firstFour(at)), difference = samples - ivec4(secondFour(at));
    ivec4 sharper = clamp(samples + ((push.p[2] * difference + 128) >> 8), 0, push.p[4]);
    return uvec4(mix(sharper, samples, lessThan(abs(difference), ivec4(push.p[3]))));
}
