#version 450
#extension GL_GOOGLE_include_directive : require
// 16 bits brought back. p[2]: bits down, half up; p[3]: the largest code.
#define MAKES_FOUR
#include "common.glsl"

uvec4 four(ivec2 at) { return min(firstFour(at) + ((1u << push.p[2]) >> 1) >> push.p[2], uvec4(push.p[3])); }
