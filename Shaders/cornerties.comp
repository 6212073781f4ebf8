#version 450
#extension GL_GOOGLE_include_directive : require
// Corners: how many of a row's scores are the limit; a group for each row. The second input is what is known.
#define HAS_MAIN
#include "common.glsl"
#include "corners.glsl"

shared uint sum;

void main() {
    int own = int(gl_LocalInvocationIndex), y = int(gl_WorkGroupID.y);
    Words known = Words(push.second.address);
    if (own == 0) sum = 0;
    barrier();
    uint count = 0;
    for (int x = own; x < push.first.width; x += 256) count += uint((firstIn(x, y) & 0x7fffffff) == known.v[limit]);
    atomicAdd(sum, count);
    barrier();
    if (own == 0) Words(push.result.address).v[y] = sum;
}
