#version 450
#extension GL_GOOGLE_include_directive : require
// The gradient's size, times four, and the way it points: 0 across, 1 down, 2 both alike, 3 both against each other. Samples beyond the border are the last ones.
#include "common.glsl"

int p(int x, int y) { return int(firstIn(clamp(x, 0, push.first.width - 1), clamp(y, 0, push.first.height - 1))); }

uint pixel(ivec2 at) {
    int x = at.x, y = at.y;
    int nw = p(x - 1, y - 1), ne = p(x + 1, y - 1), sw = p(x - 1, y + 1), se = p(x + 1, y + 1);
    int gx = ne - nw + 2 * (p(x + 1, y) - p(x - 1, y)) + se - sw, gy = sw - nw + 2 * (p(x, y + 1) - p(x, y - 1)) + se - ne;
    uint across = uint(abs(gx)), down = uint(abs(gy)), q = across * 13573 >> 15;
    uint way = down <= q ? 0 : down > 2 * across + q ? 1 : (gx < 0) == (gy < 0) ? 2 : 3;
    return (across + down) << 2 | way;
}
