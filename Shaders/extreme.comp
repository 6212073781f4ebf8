#version 450
#extension GL_GOOGLE_include_directive : require
// The least or the largest sample along one direction. p[2]: radius; p[3]: 1 for down; p[4]: 1 for the largest; p[5]: 1: of the second input too.
#define MAKES_FOUR
#include "common.glsl"

uvec4 four(ivec2 at) {
    int radius = push.p[2];
    bool isDown = push.p[3] == 1, isMaximum = push.p[4] == 1;
    uvec4 samples = isDown ? nearFour(at.x, at.y - radius) : nearFour(at.x - radius, at.y), value = samples;
    for (int k = 1 - radius; k <= radius; k++) {
        samples = isDown ? nearFour(at.x, at.y + k) : uvec4(samples.yzw, near(at.x + 3 + k, at.y));
        value = isMaximum ? max(value, samples) : min(value, samples);
    }
    if (push.p[5] == 0) return value;
    uvec4 other = secondFour(at);
    return isMaximum ? max(value, other) : min(value, other);
}
