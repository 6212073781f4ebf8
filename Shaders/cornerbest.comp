#version 450
#extension GL_GOOGLE_include_directive : require
// Corners: the largest score of the second input's, in place. A group takes eight rows.
#define HAS_MAIN
#include "common.glsl"
#include "corners.glsl"

shared uint most;

void main() {
    int own = int(gl_LocalInvocationIndex), first = int(gl_WorkGroupID.y) * 8, rows = min(8, push.second.height - first);
    if (own == 0) most = 0;
    barrier();
    uint largest = 0;
    for (int i = own; i < rows * push.second.width; i += 256)
        largest = max(largest, secondAt(ivec2(i % push.second.width, first + i / push.second.width)) & 0x7fffffff);
    atomicMax(most, largest);
    barrier();
    if (own == 0) atomicMax(Words(push.result.address).v[best], most);
}
