#version 450
#extension GL_GOOGLE_include_directive : require
// Labels of samples that touch, at corners too, come to have one root, in place.
#define HAS_MAIN
#include "common.glsl"
#include "labels.glsl"

void main() {
    ivec2 at = ivec2(gl_GlobalInvocationID.xy) * ivec2(4, 1);
    Labels labels = Labels(push.result.address);
    if (at.y >= push.result.height) return;
    for (int x = at.x; x < min(at.x + 4, push.result.width); x++) {
        uint own = labelAt(ivec2(x, at.y));
        if (labels.v[own - 1] == 0) continue;
        uint stride = uint(push.result.stride >> 2);
        if (x > 0 && labels.v[own - 2] != 0) unite(labels, own, own - 1);
        if (at.y == 0) continue;
        // What stands above joins what stands on its two sides by itself.
        if (labels.v[own - 1 - stride] != 0) {
            unite(labels, own, own - stride);
        } else {
            if (x > 0 && labels.v[own - 2 - stride] != 0) unite(labels, own, own - stride - 1);
            if (x + 1 < push.result.width && labels.v[own - stride] != 0) unite(labels, own, own - stride + 1);
        }
    }
}
