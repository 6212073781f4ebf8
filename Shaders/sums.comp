#version 450
#extension GL_GOOGLE_include_directive : require
// Weighted sums along one direction in 64 bits: the blur's above 10 bits. p[0], p[1]: input place of the first tap of sample 0; p[2]: taps; p[3]: 1 for down;
// p[4]: bits down, half up; p[5]: inputs from one sample to the next; p[6]: phases, samples that begin at the same input and have weights of their own.
#define MAKES_FOUR
#include "common.glsl"

uvec4 four(ivec2 at) {
    int count = push.p[2], step = push.p[5], phases = push.p[6];
    u64vec4 sum = u64vec4(1ul << (push.p[4] - 1));
    if (push.p[3] == 1) {
        int y = push.p[1] + at.y / phases * step, weights = at.y % phases * count;
        for (int k = 0; k < count; k++) sum += u64vec4(rowFour(at.x, y + k)) * uint64_t(word(weights + k));
    } else if (step == 1 && phases == 1) {
        int x = push.p[0] + at.x;
        uvec4 samples = uvec4(0, firstAt(x, at.y), firstAt(x + 1, at.y), firstAt(x + 2, at.y));
        for (int k = 0; k < count; k++) {
            samples = uvec4(samples.yzw, firstAt(x + 3 + k, at.y));
            sum += u64vec4(samples) * uint64_t(word(k));
        }
    } else {
        for (int i = 0; i < 4; i++) {
            int along = min(at.x + i, push.result.width - 1), x = push.p[0] + along / phases * step, weights = along % phases * count;
            for (int k = 0; k < count; k++) sum[i] += uint64_t(firstAt(x + k, at.y)) * uint64_t(word(weights + k));
        }
    }
    return uvec4(sum >> push.p[4]);
}
