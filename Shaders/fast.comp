#version 450
#extension GL_GOOGLE_include_directive : require
// Corners: FAST's score of luma of eight bits. p[2]: bits above eight.
#include "common.glsl"

const ivec2 circle[16] = ivec2[](ivec2(0, -3), ivec2(1, -3), ivec2(2, -2), ivec2(3, -1), ivec2(3, 0), ivec2(3, 1), ivec2(2, 2), ivec2(1, 3), ivec2(0, 3), ivec2(-1, 3),
    ivec2(-2, 2), ivec2(-3, 1), ivec2(-3, 0), ivec2(-3, -1), ivec2(-2, -2), ivec2(-1, -3));

uint pixel(ivec2 at) {
    if (at.x < 3 || at.y < 3 || at.x + 3 >= push.first.width || at.y + 3 >= push.first.height) return 0;
    int own = int(near(at.x, at.y) >> push.p[2]), differences[16];
    for (int i = 0; i < 16; i++) differences[i] = int(near(at.x + circle[i].x, at.y + circle[i].y) >> push.p[2]) - own;
    int best = 0;
    for (int i = 0; i < 16; i++) {
        int low = differences[i], high = low;
        for (int k = 1; k < 9; k++) {
            low = min(low, differences[i + k & 15]);
            high = max(high, differences[i + k & 15]);
        }
        best = max(best, max(low, -high));
    }
    return best <= 10 ? 0 : uint(best);
}
