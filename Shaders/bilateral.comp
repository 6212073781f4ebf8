#version 450
#extension GL_GOOGLE_include_directive : require
// Mean weighted by distance and likeness, up to 10 bits a sample. Table: roots of the weights of all differences, two to a word, then column, row and root of the
// weight of distance of each tap. p[2]: bits a sample; p[3]: taps; p[4]: weight of the sample itself.
#define MAKES_FOUR
#include "common.glsl"

ivec4 times(ivec4 a, ivec4 b) { return (a * b + 16384) >> 15; }

uvec4 four(ivec2 at) {
    int depth = push.p[2], count = push.p[3], taps = 1 << (depth - 1);
    ivec4 centre = ivec4(nearFour(at.x, at.y));
    i64vec4 sum = i64vec4(0), total = i64vec4(push.p[4]);
    for (int first = 0; first < count; first += 32) {
        // Products are below 2^26: 32 of them fit a word.
        ivec4 part = ivec4(0), weight = ivec4(0);
        for (int k = first; k < min(first + 32, count); k++) {
            ivec4 difference = ivec4(nearFour(at.x + int(word(taps + 3 * k)), at.y + int(word(taps + 3 * k + 1)))) - centre;
            ivec4 index = min(abs(difference), (1 << depth) - 1);
            ivec4 v = times(ivec4(half16(index.x), half16(index.y), half16(index.z), half16(index.w)), ivec4(word(taps + 3 * k + 2)));
            part += v * times(v, difference << (15 - depth));
            weight += v * v;
        }
        sum += part;
        total += weight;
    }
    return uvec4(((sum << (depth + 1)) + total + 2 * total * centre) / (2 * total));
}
