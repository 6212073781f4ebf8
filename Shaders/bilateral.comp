#version 450
#extension GL_GOOGLE_include_directive : require
// Mean weighted by distance and likeness, up to 10 bits a sample. Table: roots of the weights of all differences, two to a word, then column, row and root of the
// weight of distance of each tap. p[2]: bits a sample; p[3]: taps; p[4]: weight of the sample itself.
#include "common.glsl"

int times(int a, int b) { return (a * b + 16384) >> 15; }

uint pixel(ivec2 at) {
    int depth = push.p[2], count = push.p[3], centre = int(near(at.x, at.y)), taps = 1 << (depth - 1);
    int64_t sum = 0, total = push.p[4];
    for (int first = 0; first < count; first += 32) {
        // Products are below 2^26: 32 of them fit a word.
        int part = 0, weight = 0;
        for (int k = first; k < min(first + 32, count); k++) {
            int difference = int(near(at.x + int(word(taps + 3 * k)), at.y + int(word(taps + 3 * k + 1)))) - centre;
            int v = times(int(half16(abs(difference))), int(word(taps + 3 * k + 2)));
            part += v * times(v, difference << (15 - depth));
            weight += v * v;
        }
        sum += part;
        total += weight;
    }
    return uint(((sum << (depth + 1)) + total + 2 * total * centre) / (2 * total));
}
