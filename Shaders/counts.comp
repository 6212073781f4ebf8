#version 450
#extension GL_GOOGLE_include_directive : require
// Adds the second input's samples to counts, in place. p[2], p[3]: the code of the first bin and of the last; others count as these. A group takes eight rows.
#define HAS_MAIN
#include "common.glsl"

const int most = 1024;
shared uint counts[most];

void main() {
    int bins = push.p[3] - push.p[2] + 1, own = int(gl_LocalInvocationIndex), all = int(gl_WorkGroupSize.x * gl_WorkGroupSize.y);
    bool isShared = bins <= most;
    if (isShared) {
        for (int i = own; i < bins; i += all) counts[i] = 0;
        barrier();
    }
    Words result = Words(push.result.address);
    int first = int(gl_WorkGroupID.y) * 8, rows = min(8, push.second.height - first);
    for (int i = own; i < rows * push.second.width; i += all) {
        uint code = secondAt(ivec2(i % push.second.width, first + i / push.second.width));
        int bin = clamp(int(code), push.p[2], push.p[3]) - push.p[2];
        if (isShared) atomicAdd(counts[bin], 1); else atomicAdd(result.v[bin], 1);
    }
    if (!isShared) return;
    barrier();
    for (int i = own; i < bins; i += all) if (counts[i] != 0) atomicAdd(result.v[i], counts[i]);
}
