#version 450
#extension GL_GOOGLE_include_directive : require
// Weighted sums along one direction, each sample with a first input and weights of its own. Table: the first inputs, then all first weights, all second ones, …
// p[2]: taps; p[3]: 1 for down; p[4]: bits down, half up; p[5]: the largest result, −1 for words of 16 bits with a sign. Inputs of two bytes have one too.
#include "common.glsl"

uint pixel(ivec2 at) {
    bool isDown = push.p[3] == 1;
    int along = isDown ? at.y : at.x, count = isDown ? push.result.height : push.result.width;
    int start = int(word(along)), sum = 1 << (push.p[4] - 1);
    for (int k = 0; k < push.p[2]; k++) {
        int value = int(isDown ? firstAt(at.x, start + k) : firstAt(start + k, at.y));
        sum += (firstBytes == 2 ? value << 16 >> 16 : value) * int(word((k + 1) * count + along));
    }
    sum >>= push.p[4];
    return push.p[5] < 0 ? uint(sum) & 0xffffu : uint(clamp(sum, 0, push.p[5]));
}
