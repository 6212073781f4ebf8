#version 450
#extension GL_GOOGLE_include_directive : require
// Blur, step 3: twice as long lines. p[0], p[1]: sample (x, y) is about (x / 2 + p[0], y / 2 + p[1]), between it and the next where odd; p[2]: bits down, half up.
#define MAKES_FOUR
#include "common.glsl"

uint mean(uint a, uint b) { return (a + b + 1) >> 1; }

uint doubled(bool isOdd, uint before, uint here, uint after) { return isOdd ? mean(here, after) : mean(here, mean(here, mean(before, after))); }

uint down(int x, int y, bool isOdd) { return doubled(isOdd, firstAt(x, y - 1), firstAt(x, y), firstAt(x, y + 1)); }

uvec4 four(ivec2 at) {
    // The four lie about two inputs.
    int x = (at.x >> 1) + push.p[0], y = (at.y >> 1) + push.p[1], shift = push.p[2];
    bool isOdd = (at.y & 1) == 1;
    uint a = down(x - 1, y, isOdd), b = down(x, y, isOdd), c = down(x + 1, y, isOdd), d = down(x + 2, y, isOdd);
    uvec4 value = uvec4(doubled(false, a, b, c), mean(b, c), doubled(false, b, c, d), mean(c, d));
    return shift == 0 ? value : (value + (1u << (shift - 1))) >> shift;
}
