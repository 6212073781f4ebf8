#version 450
#extension GL_GOOGLE_include_directive : require
// A colour moved by as much as light was: the second input is light before, the third after. p[2]: the largest code.
#define MAKES_FOUR
#include "common.glsl"

uvec4 four(ivec2 at) { return uvec4(clamp(ivec4(firstFour(at)) + ivec4(thirdFour(at)) - ivec4(secondFour(at)), 0, push.p[2])); }
