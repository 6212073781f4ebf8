#version 450
#extension GL_GOOGLE_include_directive : require
// Mean weighted by distance and likeness, of 8 bits a sample and at most 112 taps, whose sums fit a word. Table: roots of the weights of all differences, two to
// a word, then column, row and root of the weight of distance of each tap. p[2]: taps; p[3]: weight of the sample itself.
#define MAKES_FOUR
#include "common.glsl"

uvec4 times(uvec4 a, uvec4 b) { return (a * b + 16384) >> 15; }

uvec4 four(ivec2 at) {
    int count = push.p[2];
    ivec4 centre = ivec4(nearFour(at.x, at.y));
    uvec4 total = uvec4(push.p[3]), sum = total * uvec4(centre);
    for (int k = 0; k < count; k++) {
        uvec4 tap = nearFour(at.x + int(word(128 + 3 * k)), at.y + int(word(129 + 3 * k)));
        // Beyond the plane samples are anything.
        ivec4 index = min(abs(ivec4(tap) - centre), 255);
        uvec4 v = times(uvec4(half16(index.x), half16(index.y), half16(index.z), half16(index.w)), uvec4(word(130 + 3 * k)));
        uvec4 weight = times(v, v);
        sum += weight * tap;
        total += weight;
    }
    return (2 * sum + total) / (2 * total);
}
