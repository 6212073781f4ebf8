#version 450
#extension GL_GOOGLE_include_directive : require
// Samples of a subsampled plane where they cover. p[2], p[3]: shifts across and down.
#include "common.glsl"

uint pixel(ivec2 at) { return firstIn(at.x >> push.p[2], at.y >> push.p[3]); }
