#version 450
#extension GL_GOOGLE_include_directive : require
// Blur, step 2: taps on means of pairs in one direction. p[2]: radius; p[3]: 1 for down; p[4]: bits up before; p[5]: bits down after, half up.
#define MAKES_FOUR
#include "common.glsl"

uvec4 four(ivec2 at) {
    int x = at.x + push.p[0], y = at.y + push.p[1], radius = push.p[2], up = push.p[4];
    bool isDown = push.p[3] == 1;
    uvec4 before = nearFour(x, y), after = before, sum = before << up;
    if (radius > 0) {
        sum = uint(radius + 1) / 2 + (sum * half16(0) >> 16);
        for (int k = 1; k <= radius; k++) {
            before = isDown ? nearFour(x, y - k) : uvec4(near(x - k, y), before.xyz);
            after = isDown ? nearFour(x, y + k) : uvec4(after.yzw, near(x + 3 + k, y));
            sum += (((before << up) + (after << up) + 1) >> 1) * half16(k) >> 16;
        }
    }
    return push.p[5] == 0 ? sum : (sum + (1u << (push.p[5] - 1))) >> push.p[5];
}
