#version 450
#extension GL_GOOGLE_include_directive : require
// Every label becomes its root, in place.
#define HAS_MAIN
#include "common.glsl"
#include "labels.glsl"

void main() {
    ivec2 at = ivec2(gl_GlobalInvocationID.xy) * ivec2(4, 1);
    Labels labels = Labels(push.result.address);
    if (at.y >= push.result.height) return;
    for (int x = at.x; x < min(at.x + 4, push.result.width); x++) {
        uint own = labelAt(ivec2(x, at.y));
        if (labels.v[own - 1] != 0) labels.v[own - 1] = root(labels, own);
    }
}
