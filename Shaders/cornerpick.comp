#version 450
#extension GL_GOOGLE_include_directive : require
// Corners: eight bits more of the limit, in place, from the second input's counts; one group. p[2]: bits below the eight; p[3]: how many are to be taken.
#define HAS_MAIN
#include "common.glsl"
#include "corners.glsl"

void main() {
    if (gl_LocalInvocationIndex != 0) return;
    Words known = Words(push.result.address), counts = Words(push.second.address);
    bool isBegin = push.p[2] == 24;
    if (!isBegin && known.v[isAll] == 1) return;
    uint wanted = isBegin ? uint(push.p[3]) : known.v[rest], above = 0;
    for (int bin = 255; bin >= 0; bin--) {
        if (above + counts.v[bin] >= wanted) {
            known.v[limit] |= uint(bin) << push.p[2];
            known.v[rest] = wanted - above;
            return;
        }
        above += counts.v[bin];
    }
    known.v[isAll] = 1;
}
