#version 450
#extension GL_GOOGLE_include_directive : require
// The least or the largest sample along one direction. p[2]: radius; p[3]: 1 for down; p[4]: 1 for the largest; p[5]: 1: of the second input too.
#include "common.glsl"

uint pixel(ivec2 at) {
    int radius = push.p[2];
    ivec2 step = push.p[3] == 1 ? ivec2(0, 1) : ivec2(1, 0);
    bool isMaximum = push.p[4] == 1;
    uint value = push.p[5] == 1 ? secondAt(at) : near(at.x, at.y);
    for (int k = -radius; k <= radius; k++) {
        uint other = near(at.x + k * step.x, at.y + k * step.y);
        value = isMaximum ? max(value, other) : min(value, other);
    }
    return value;
}
