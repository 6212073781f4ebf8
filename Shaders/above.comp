#version 450
#extension GL_GOOGLE_include_directive : require
// One of two values by whether the first input and p[2] exceed the second. p[3]: where not; p[4]: where so.
#define MAKES_FOUR
#include "common.glsl"

uvec4 four(ivec2 at) {
    return uvec4(mix(ivec4(push.p[3]), ivec4(push.p[4]), greaterThan(ivec4(firstFour(at)) + push.p[2], ivec4(secondFour(at)))));
}
