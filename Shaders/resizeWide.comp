#version 450
#extension GL_GOOGLE_include_directive : require
// As resize, with sums of 64 bits. p[5]: the largest result, −1 for words of 32 bits with a sign.
#define MAKES_FOUR
#include "common.glsl"

uvec4 four(ivec2 at) {
    i64vec4 sum = i64vec4(int64_t(1) << (push.p[4] - 1));
    if (push.p[3] == 1) {
        int start = int(word(at.y));
        for (int k = 0; k < push.p[2]; k++)
            sum += i64vec4(ivec4(rowFour(at.x, start + k))) * int64_t(int(word((k + 1) * push.result.height + at.y)));
    } else {
        for (int i = 0; i < 4; i++) {
            int x = min(at.x + i, push.result.width - 1), start = int(word(x));
            for (int k = 0; k < push.p[2]; k++)
                sum[i] += int64_t(int(firstAt(start + k, at.y))) * int64_t(int(word((k + 1) * push.result.width + x)));
        }
    }
    sum >>= push.p[4];
    return uvec4(push.p[5] < 0 ? sum & 0xffffffffl : clamp(sum, int64_t(0), int64_t(push.p[5])));
}
