#version 450
#extension GL_GOOGLE_include_directive : require
// p[3] where the number at the sample's root is at least p[2], else p[4]. The first input has the roots, the second the numbers.
#include "common.glsl"

uint pixel(ivec2 at) {
    uint label = firstIn(at.x, at.y);
    return label != 0 && Words(push.second.address).v[label - 1] >= uint(push.p[2]) ? uint(push.p[3]) : uint(push.p[4]);
}
