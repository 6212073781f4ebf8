#version 450
#extension GL_GOOGLE_include_directive : require
// A code value by its entry in a table of 16-bit words.
#include "common.glsl"

uint pixel(ivec2 at) { return half16(int(near(at.x, at.y))); }
