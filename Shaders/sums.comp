#version 450
#extension GL_GOOGLE_include_directive : require
// Weighted sums along one direction in 64 bits: the blur's above 10 bits. p[0], p[1]: input place of the first tap of sample 0; p[2]: taps; p[3]: 1 for down;
// p[4]: bits down, half up; p[5]: inputs from one sample to the next; p[6]: phases, samples that begin at the same input and have weights of their own.
#include "common.glsl"

uint pixel(ivec2 at) {
    int count = push.p[2], phases = push.p[6];
    bool isDown = push.p[3] == 1;
    int along = isDown ? at.y : at.x, start = along / phases * push.p[5], weights = along % phases * count;
    int x = push.p[0] + (isDown ? at.x : start), y = push.p[1] + (isDown ? start : at.y);
    uint64_t sum = 1ul << (push.p[4] - 1);
    for (int k = 0; k < count; k++) sum += uint64_t(isDown ? firstAt(x, y + k) : firstAt(x + k, y)) * uint64_t(word(weights + k));
    return uint(sum >> push.p[4]);
}
