#version 450
#extension GL_GOOGLE_include_directive : require
// Corners: counts the second input's scores by eight of their bits, in place, of those whose higher bits are the limit's. The third input is what is known. p[2]: bits below
// the eight; p[3]: Q. A group takes eight rows.
#define HAS_MAIN
#include "common.glsl"
#include "corners.glsl"

shared uint counts[256];

void main() {
    int own = int(gl_LocalInvocationIndex), first = int(gl_WorkGroupID.y) * 8, rows = min(8, push.second.height - first), shift = push.p[2];
    uint lowest = least(word(best), push.p[3]), higher = shift == 24 ? 0 : word(limit) >> (shift + 8);
    counts[own] = 0;
    barrier();
    for (int i = own; i < rows * push.second.width; i += 256) {
        uint score = secondAt(ivec2(i % push.second.width, first + i / push.second.width)) & 0x7fffffff;
        if (score >= lowest && (shift == 24 || score >> (shift + 8) == higher)) atomicAdd(counts[score >> shift & 255], 1);
    }
    barrier();
    if (counts[own] != 0) atomicAdd(Words(push.result.address).v[own], counts[own]);
}
