#version 450
#extension GL_GOOGLE_include_directive : require
// One of two values by whether the first input and p[2] exceed the second. p[3]: where not; p[4]: where so.
#include "common.glsl"

uint pixel(ivec2 at) { return uint(int(near(at.x, at.y)) + push.p[2] > int(secondAt(at)) ? push.p[4] : push.p[3]); }
