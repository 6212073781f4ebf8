#version 450
#extension GL_GOOGLE_include_directive : require
// Blur, step 2: taps on means of pairs in one direction. p[2]: radius; p[3]: 1 for down; p[4]: bits up before; p[5]: bits down after, half up.
#include "common.glsl"

uint pixel(ivec2 at) {
    int x = at.x + push.p[0], y = at.y + push.p[1], radius = push.p[2];
    ivec2 step = push.p[3] == 1 ? ivec2(0, 1) : ivec2(1, 0);
    uint sum = near(x, y) << push.p[4];
    if (radius > 0) {
        sum = uint(radius + 1) / 2 + (sum * half16(0) >> 16);
        for (int k = 1; k <= radius; k++) {
            uint before = near(x - k * step.x, y - k * step.y) << push.p[4], after = near(x + k * step.x, y + k * step.y) << push.p[4];
            sum += ((before + after + 1) >> 1) * half16(k) >> 16;
        }
    }
    return push.p[5] == 0 ? sum : (sum + (1u << (push.p[5] - 1))) >> push.p[5];
}
