#version 450
#extension GL_GOOGLE_include_directive : require
// Sums along one direction, or means of them. p[2]: radius; p[3]: 1 for down; p[4]: samples of the whole window, 0 for the sum; p[5]: 1: sums need 64 bits.
#define MAKES_FOUR
#include "common.glsl"

uvec4 four(ivec2 at) {
    int radius = push.p[2];
    bool isDown = push.p[3] == 1;
    uint count = uint(push.p[4]);
    if (push.p[5] == 1) {
        u64vec4 total = u64vec4(count / 2);
        for (int k = -radius; k <= radius; k++) total += isDown ? nearFour(at.x, at.y + k) : nearFour(at.x + k, at.y);
        return uvec4(total / count);
    }
    uvec4 sum = uvec4(0);
    if (isDown) {
        for (int k = -radius; k <= radius; k++) sum += nearFour(at.x, at.y + k);
    } else {
        for (int k = -radius; k <= radius; k++) sum.x += near(at.x + k, at.y);
        sum.y = sum.x - near(at.x - radius, at.y) + near(at.x + radius + 1, at.y);
        sum.z = sum.y - near(at.x - radius + 1, at.y) + near(at.x + radius + 2, at.y);
        sum.w = sum.z - near(at.x - radius + 2, at.y) + near(at.x + radius + 3, at.y);
    }
    return count == 0 ? sum : (sum + count / 2) / count;
}
