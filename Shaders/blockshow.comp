#version 450
#extension GL_GOOGLE_include_directive : require
// A block's value at each of its samples. p[2]: its side in luma samples; p[3], p[4]: the plane's subsampling shifts.
#include "common.glsl"

uint pixel(ivec2 at) { return firstIn((at.x << push.p[3]) / push.p[2], (at.y << push.p[4]) / push.p[2]); }
