#version 450
#extension GL_GOOGLE_include_directive : require
// Mean weighted by distance and likeness, more than 10 bits a sample. Table: weights of all differences in 2^-28, then column, row and weight of distance in 2^-16
// of each tap. p[2]: bits a sample; p[3]: taps.
#define MAKES_FOUR
#include "common.glsl"

uvec4 four(ivec2 at) {
    int taps = 1 << push.p[2];
    ivec4 centre = ivec4(nearFour(at.x, at.y));
    u64vec4 sum = u64vec4(centre) << 28, total = u64vec4(1ul << 28);
    for (int k = 0; k < push.p[3]; k++) {
        uvec4 value = nearFour(at.x + int(word(taps + 3 * k)), at.y + int(word(taps + 3 * k + 1)));
        ivec4 index = min(abs(ivec4(value) - centre), taps - 1);
        u64vec4 likeness = u64vec4(word(index.x), word(index.y), word(index.z), word(index.w));
        u64vec4 weight = (likeness * uint64_t(word(taps + 3 * k + 2)) + 32768ul) >> 16;
        sum += weight * value;
        total += weight;
    }
    return uvec4((sum + total / 2ul) / total);
}
