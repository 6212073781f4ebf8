#version 450
#extension GL_GOOGLE_include_directive : require
// Corners: scores of the places that are corners, else 0; the highest bit is set where luma, the second input, is below p[2].
#include "common.glsl"

uint score(int x, int y) { return uint(x) < uint(push.first.width) && uint(y) < uint(push.first.height) ? firstIn(x, y) : 0; }

uint pixel(ivec2 at) {
    int x = at.x, y = at.y;
    uint own = firstIn(x, y);
    if (own == 0) return 0;
    uint before = max(max(score(x - 1, y - 1), score(x, y - 1)), max(score(x + 1, y - 1), score(x - 1, y)));
    uint after = max(max(score(x + 1, y), score(x - 1, y + 1)), max(score(x, y + 1), score(x + 1, y + 1)));
    return own > before && own >= after ? own | uint(secondAt(at) < uint(push.p[2])) << 31 : 0;
}
