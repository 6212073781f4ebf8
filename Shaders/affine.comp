#version 450
#extension GL_GOOGLE_include_directive : require
// A weighted sum of three inputs. p[2], p[3], p[4]: weights; p[5], p[6]: low and high word of what is added; p[7]: bits down; p[8]: largest result;
// p[9]: 1: the sum needs 64 bits.
#include "common.glsl"

uint pixel(ivec2 at) {
    int a = int(near(at.x, at.y)), b = int(secondAt(at)), c = int(thirdAt(at)), limit = push.p[8];
    if (push.p[9] == 0) return uint(clamp((push.p[2] * a + push.p[3] * b + push.p[4] * c + push.p[5]) >> push.p[7], 0, limit));
    int64_t sum = int64_t(uint64_t(uint(push.p[5])) | uint64_t(uint(push.p[6])) << 32);
    sum += int64_t(push.p[2]) * int64_t(a) + int64_t(push.p[3]) * int64_t(b) + int64_t(push.p[4]) * int64_t(c);
    return uint(clamp(sum >> push.p[7], int64_t(0), int64_t(limit)));
}
