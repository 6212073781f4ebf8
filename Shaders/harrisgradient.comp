#version 450
#extension GL_GOOGLE_include_directive : require
// Corners: Sobel's two differences of luma of eight bits, across in the low half. p[2]: bits above eight.
#include "common.glsl"

int p(int x, int y) { return int(near(x, y) >> push.p[2]); }

uint pixel(ivec2 at) {
    int x = at.x, y = at.y;
    int nw = p(x - 1, y - 1), ne = p(x + 1, y - 1), sw = p(x - 1, y + 1), se = p(x + 1, y + 1);
    int gx = ne - nw + 2 * (p(x + 1, y) - p(x - 1, y)) + se - sw, gy = sw - nw + 2 * (p(x, y + 1) - p(x, y - 1)) + se - ne;
    return uint(gx & 0xffff) | uint(gy) << 16;
}
