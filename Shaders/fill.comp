#version 450
#extension GL_GOOGLE_include_directive : require
// One value everywhere: p[2].
#define MAKES_FOUR
#include "common.glsl"

uvec4 four(ivec2 at) { return uvec4(push.p[2]); }
