#version 450
#extension GL_GOOGLE_include_directive : require
// A sum with weights of either sign. Table: column, row and weight of each tap. p[2]: taps; p[3]: divisor, 0 for the sum itself; p[4]: largest result;
// p[5], p[6]: low and high word of what is added.
#include "common.glsl"

uint pixel(ivec2 at) {
    int64_t sum = int64_t(uint64_t(uint(push.p[5])) | uint64_t(uint(push.p[6])) << 32);
    for (int k = 0; k < push.p[2]; k++)
        sum += int64_t(int(near(at.x + int(word(3 * k)), at.y + int(word(3 * k + 1))))) * int64_t(int(word(3 * k + 2)));
    if (push.p[3] == 0) return uint(int(sum));
    return sum <= 0 ? 0 : uint(min(sum / push.p[3], int64_t(push.p[4])));
}
