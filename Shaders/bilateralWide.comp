#version 450
#extension GL_GOOGLE_include_directive : require
// Mean weighted by distance and likeness, more than 10 bits a sample. Table: weights of all differences in 2^-28, then column, row and weight of distance in 2^-16
// of each tap. p[2]: bits a sample; p[3]: taps.
#include "common.glsl"

uint pixel(ivec2 at) {
    int taps = 1 << push.p[2], centre = int(near(at.x, at.y));
    uint64_t sum = uint64_t(uint(centre)) << 28, total = 1ul << 28;
    for (int k = 0; k < push.p[3]; k++) {
        int value = int(near(at.x + int(word(taps + 3 * k)), at.y + int(word(taps + 3 * k + 1))));
        uint weight = uint((uint64_t(word(abs(value - centre))) * uint64_t(word(taps + 3 * k + 2)) + 32768) >> 16);
        sum += uint64_t(weight) * uint64_t(uint(value));
        total += weight;
    }
    return uint((sum + total / 2) / total);
}
