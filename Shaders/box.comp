#version 450
#extension GL_GOOGLE_include_directive : require
// Sums along one direction, or means of them. p[2]: radius; p[3]: 1 for down; p[4]: samples of the whole window, 0 for the sum.
#include "common.glsl"

uint pixel(ivec2 at) {
    int radius = push.p[2];
    ivec2 step = push.p[3] == 1 ? ivec2(0, 1) : ivec2(1, 0);
    uint64_t sum = 0;
    for (int k = -radius; k <= radius; k++) sum += near(at.x + k * step.x, at.y + k * step.y);
    uint count = uint(push.p[4]);
    return count == 0 ? uint(sum) : uint((sum + count / 2) / count);
}
