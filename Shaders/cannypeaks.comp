#version 450
#extension GL_GOOGLE_include_directive : require
// Ridges of the gradient. p[2]: what they are above. p[3]: 0: their labels (see labels.glsl), 1: 1.
#include "common.glsl"
#include "labels.glsl"

uint m(int x, int y) { return uint(x) < uint(push.first.width) && uint(y) < uint(push.first.height) ? firstIn(x, y) >> 2 : 0; }

uint pixel(ivec2 at) {
    uint code = firstIn(at.x, at.y), own = code >> 2, way = code & 3;
    if (own <= uint(push.p[2])) return 0;
    ivec2 to = way == 0 ? ivec2(1, 0) : way == 1 ? ivec2(0, 1) : way == 2 ? ivec2(1, 1) : ivec2(-1, 1);
    uint before = m(at.x - to.x, at.y - to.y), after = m(at.x + to.x, at.y + to.y);
    if (own <= before || own < after || way > 1 && own == after) return 0;
    return push.p[3] == 0 ? labelAt(at) : 1;
}
