#version 450
#extension GL_GOOGLE_include_directive : require
// The least or the largest of samples along one direction, each `step` from the one before and the last at a distance that is given: of samples where the step is 1,
// of windows that join or overlap where the first input holds the extremes of such.
// p[2]: distance of the outermost on either side; p[3]: 1 for down; p[4]: 1 for the largest; p[5]: 1: of the second input too; p[6]: step.
#define MAKES_FOUR
#include "common.glsl"

uvec4 extremeOf(uvec4 a, uvec4 b) { return push.p[4] == 1 ? max(a, b) : min(a, b); }

uvec4 four(ivec2 at) {
    int distance = push.p[2], step = push.p[6];
    bool isDown = push.p[3] == 1;
    uvec4 value = isDown ? rowFour(at.x, at.y + distance) : nearFour(at.x + distance, at.y);
    if (isDown) {
        for (int k = -distance; k < distance; k += step) value = extremeOf(value, rowFour(at.x, at.y + k));
    } else if (step == 1) {
        uvec4 samples = nearFour(at.x - distance, at.y);
        value = extremeOf(value, samples);
        for (int k = 1 - distance; k < distance; k++) {
            samples = uvec4(samples.yzw, near(at.x + 3 + k, at.y));
            value = extremeOf(value, samples);
        }
    } else {
        for (int k = -distance; k < distance; k += step) value = extremeOf(value, nearFour(at.x + k, at.y));
    }
    return push.p[5] == 0 ? value : extremeOf(value, secondFour(at));
}
