#version 450
#extension GL_GOOGLE_include_directive : require
// Weighted sums along one direction, each sample with a first input and weights of its own. Table: the first inputs, then all first weights, all second ones, …
// p[2]: taps; p[3]: 1 for down; p[4]: bits down, half up; p[5]: the largest result, −1 for words of 16 bits with a sign. Inputs of two bytes have one too.
#define MAKES_FOUR
#include "common.glsl"

uvec4 four(ivec2 at) {
    ivec4 sum = ivec4(1 << (push.p[4] - 1));
    if (push.p[3] == 1) {
        int start = int(word(at.y));
        for (int k = 0; k < push.p[2]; k++) {
            ivec4 samples = ivec4(rowFour(at.x, start + k));
            sum += (firstBytes == 2 ? samples << 16 >> 16 : samples) * int(word((k + 1) * push.result.height + at.y));
        }
    } else {
        for (int i = 0; i < 4; i++) {
            int x = min(at.x + i, push.result.width - 1), start = int(word(x));
            for (int k = 0; k < push.p[2]; k++) {
                int value = int(firstAt(start + k, at.y));
                sum[i] += (firstBytes == 2 ? value << 16 >> 16 : value) * int(word((k + 1) * push.result.width + x));
            }
        }
    }
    sum >>= push.p[4];
    return push.p[5] < 0 ? uvec4(sum) & 0xffffu : uvec4(clamp(sum, 0, push.p[5]));
}
