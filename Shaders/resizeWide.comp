#version 450
#extension GL_GOOGLE_include_directive : require
// As resize, with sums of 64 bits. p[5]: the largest result, −1 for words of 32 bits with a sign.
#include "common.glsl"

uint pixel(ivec2 at) {
    bool isDown = push.p[3] == 1;
    int along = isDown ? at.y : at.x, count = isDown ? push.result.height : push.result.width, start = int(word(along));
    int64_t sum = int64_t(1) << (push.p[4] - 1);
    for (int k = 0; k < push.p[2]; k++) {
        int value = int(isDown ? firstAt(at.x, start + k) : firstAt(start + k, at.y));
        sum += int64_t(value) * int64_t(int(word((k + 1) * count + along)));
    }
    sum >>= push.p[4];
    return push.p[5] < 0 ? uint(int(sum)) : uint(clamp(sum, int64_t(0), int64_t(push.p[5])));
}
