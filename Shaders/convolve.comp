#version 450
#extension GL_GOOGLE_include_directive : require
// A sum with weights of either sign. Table: column, row and weight of each tap. p[2]: taps; p[3]: divisor, 0 for the sum itself; p[4]: largest result;
// p[5], p[6]: low and high word of what is added; p[7]: 1: the sum needs 64 bits.
#define MAKES_FOUR
#include "common.glsl"

uvec4 four(ivec2 at) {
    int count = push.p[2], divisor = push.p[3], limit = push.p[4];
    if (push.p[7] == 0) {
        ivec4 sum = ivec4(push.p[5]);
        for (int k = 0; k < count; k++)
            sum += ivec4(nearFour(at.x + int(word(3 * k)), at.y + int(word(3 * k + 1)))) * int(word(3 * k + 2));
        return uvec4(divisor == 0 ? sum : min(max(sum, 0) / divisor, limit));
    }
    i64vec4 sum = i64vec4(int64_t(uint64_t(uint(push.p[5])) | uint64_t(uint(push.p[6])) << 32));
    for (int k = 0; k < count; k++)
        sum += i64vec4(ivec4(nearFour(at.x + int(word(3 * k)), at.y + int(word(3 * k + 1))))) * int64_t(int(word(3 * k + 2)));
    return uvec4(divisor == 0 ? sum : min(max(sum, int64_t(0)) / int64_t(divisor), int64_t(limit)));
}
