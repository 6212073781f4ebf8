#version 450
#extension GL_GOOGLE_include_directive : require
// Blur, step 3: twice as long lines. p[0], p[1]: sample (x, y) is about (x / 2 + p[0], y / 2 + p[1]), between it and the next where odd; p[2]: bits down, half up.
#include "common.glsl"

uint mean(uint a, uint b) { return (a + b + 1) >> 1; }

uint doubled(bool isOdd, uint before, uint here, uint after) { return isOdd ? mean(here, after) : mean(here, mean(here, mean(before, after))); }

uint down(int x, int y, bool isOdd) { return doubled(isOdd, firstAt(x, y - 1), firstAt(x, y), firstAt(x, y + 1)); }

uint pixel(ivec2 at) {
    int x = (at.x >> 1) + push.p[0], y = (at.y >> 1) + push.p[1], shift = push.p[2];
    bool isOddX = (at.x & 1) == 1, isOddY = (at.y & 1) == 1;
    uint value = doubled(isOddX, down(x - 1, y, isOddY), down(x, y, isOddY), down(x + 1, y, isOddY));
    return shift == 0 ? value : (value + (1u << (shift - 1))) >> shift;
}
