#version 450
#extension GL_GOOGLE_include_directive : require
// The first input before a background, of which the second input is the alpha (0 to 2^15). Table: paint, two samples to a word. p[2]: samples of a row of it, 0 where
// one is for all.
#include "common.glsl"

uint pixel(ivec2 at) {
    uint alpha = secondAt(at), paint = half16(push.p[2] == 0 ? 0 : at.y * push.p[2] + at.x);
    return (near(at.x, at.y) * (32768 - alpha) + paint * alpha + 16384) >> 15;
}
