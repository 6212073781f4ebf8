#version 450
#extension GL_GOOGLE_include_directive : require
// A weighted sum of three inputs. p[2], p[3], p[4]: weights; p[5], p[6]: low and high word of what is added; p[7]: bits down; p[8]: largest result;
// p[9]: 1: the sum needs 64 bits.
#define MAKES_FOUR
#include "common.glsl"

uvec4 four(ivec2 at) {
    ivec4 a = ivec4(firstFour(at)), b = ivec4(secondFour(at)), c = ivec4(thirdFour(at));
    int limit = push.p[8];
    if (push.p[9] == 0) return uvec4(clamp((push.p[2] * a + push.p[3] * b + push.p[4] * c + push.p[5]) >> push.p[7], 0, limit));
    i64vec4 sum = i64vec4(int64_t(uint64_t(uint(push.p[5])) | uint64_t(uint(push.p[6])) << 32));
    sum += int64_t(push.p[2]) * i64vec4(a) + int64_t(push.p[3]) * i64vec4(b) + int64_t(push.p[4]) * i64vec4(c);
    return uvec4(clamp(sum >> push.p[7], int64_t(0), int64_t(limit)));
}
