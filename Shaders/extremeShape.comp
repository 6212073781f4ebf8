#version 450
#extension GL_GOOGLE_include_directive : require
// The extreme of a window whose rows have widths of their own, from two places each of what extremeTable makes. Table: those places.
// p[1]: rows from a sample's up to the window's first; p[2]: rows; p[3]: 1 for the largest.
#include "common.glsl"

uint pixel(ivec2 at) {
    bool isMaximum = push.p[3] == 1;
    uint value = isMaximum ? 0 : 0xffffffffu;
    for (int k = 0; k < push.p[2]; k++) {
        uint a = firstAt(at.x + int(word(2 * k)), at.y + push.p[1] + k), b = firstAt(at.x + int(word(2 * k + 1)), at.y + push.p[1] + k);
        value = isMaximum ? max(value, max(a, b)) : min(value, min(a, b));
    }
    return value;
}
