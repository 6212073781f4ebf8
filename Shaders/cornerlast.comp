#version 450
#extension GL_GOOGLE_include_directive : require
// Corners: the last of those at the limit that is taken, in place; one group. The second input counts them by rows, the third has the scores. p[2]: its words from row to
// row; p[3]: its width.
#define HAS_MAIN
#include "common.glsl"
#include "corners.glsl"

void main() {
    if (gl_LocalInvocationIndex != 0) return;
    Words known = Words(push.result.address), rows = Words(push.second.address);
    if (known.v[isAll] == 1) return;
    uint left = known.v[rest];
    int y = 0;
    while (y + 1 < push.second.width && rows.v[y] < left) left -= rows.v[y++];
    known.v[lastRow] = uint(y);
    for (int x = 0; x < push.p[3]; x++) {
        if ((word(y * push.p[2] + x) & 0x7fffffff) != known.v[limit] || --left > 0) continue;
        known.v[lastColumn] = uint(x);
        return;
    }
}
