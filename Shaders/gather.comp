#version 450
#extension GL_GOOGLE_include_directive : require
// Numbers of an area are gathered at its root, in place; the second input has the roots. p[2]: 0: the root's is 1 where one of the area's is not 0; 1: it counts the area.
#define HAS_MAIN
#include "common.glsl"
#include "labels.glsl"

void main() {
    ivec2 at = ivec2(gl_GlobalInvocationID.xy) * ivec2(4, 1);
    Labels numbers = Labels(push.result.address);
    if (at.y >= push.result.height) return;
    for (int x = at.x; x < min(at.x + 4, push.result.width); x++) {
        uint label = secondAt(ivec2(x, at.y));
        if (label == 0) continue;
        if (push.p[2] == 1) {
            atomicAdd(numbers.v[label - 1], 1);
        } else if (numbers.v[labelAt(ivec2(x, at.y)) - 1] != 0) {
            atomicOr(numbers.v[label - 1], 1);
        }
    }
}
