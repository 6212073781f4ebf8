#version 450
#extension GL_GOOGLE_include_directive : require
// Labels (see labels.glsl) of blocks of 8x8 samples of which at least a quarter is 1.
#include "common.glsl"
#include "labels.glsl"

uint pixel(ivec2 at) {
    ivec2 begin = 8 * at, end = min(begin + 8, ivec2(push.first.width, push.first.height));
    uint sum = 0;
    for (int y = begin.y; y < end.y; y++) for (int x = begin.x; x < end.x; x++) sum += firstIn(x, y);
    return 4 * sum >= uint((end.x - begin.x) * (end.y - begin.y)) ? labelAt(at) : 0;
}
