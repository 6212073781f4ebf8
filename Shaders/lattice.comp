#version 450
#extension GL_GOOGLE_include_directive : require
// Tetrahedral look-up: three planes to quads of 16 bits in a row four times as wide. Table, at the address p[10], p[11]: nine weights by row and three offsets,
// then what the lattice's points hold, for planes 0, 1, 2. p[2]: points of an edge; p[3]: bits down to 2^-14 of a cell; p[4]: 1: these sums need 64 bits.
#define MAKES_FOUR
#include "common.glsl"

layout(buffer_reference, std430, buffer_reference_align = 8) buffer Pairs { uvec2 v[]; };

uvec2 pair(int index) { return Pairs(uint64_t(uint(push.p[10])) | uint64_t(uint(push.p[11])) << 32).v[index]; }

int64_t weight(int index) {
    uvec2 words = pair(index);
    return int64_t(uint64_t(words.x) | uint64_t(words.y) << 32);
}

int position(int row, ivec3 samples) {
    int end = (push.p[2] - 1) << 14;
    if (push.p[4] == 1) {
        int64_t sum = weight(9 + row);
        for (int k = 0; k < 3; k++) sum += weight(3 * row + k) * int64_t(samples[k]);
        return int(clamp(sum >> push.p[3], int64_t(0), int64_t(end)));
    }
    int sum = int(pair(9 + row).x);
    for (int k = 0; k < 3; k++) sum += int(pair(3 * row + k).x) * samples[k];
    return clamp(sum >> push.p[3], 0, end);
}

uvec3 point(int index) {
    uvec2 words = pair(12 + index);
    return uvec3(words.x & 0xffffu, words.x >> 16, words.y);
}

/// (fraction, step): the larger fraction first.
void order(inout ivec2 a, inout ivec2 b) {
    ivec2 larger = a.x < b.x ? b : a;
    b = a.x < b.x ? a : b;
    a = larger;
}

uvec4 four(ivec2 at) {
    ivec2 place = ivec2(at.x >> 2, at.y);
    ivec3 samples = ivec3(near(place.x, place.y), secondAt(place), thirdAt(place));
    ivec3 positions = ivec3(position(0, samples), position(1, samples), position(2, samples)), steps = ivec3(1, push.p[2], push.p[2] * push.p[2]);
    ivec3 cell = (positions >> 14) * steps, fractions = positions & 16383;
    ivec2 a = ivec2(fractions.x, steps.x), b = ivec2(fractions.y, steps.y), c = ivec2(fractions.z, steps.z);
    order(a, b);
    order(b, c);
    order(a, b);
    int corner = cell.x + cell.y + cell.z;
    uvec3 sum = point(corner) * uint(16384 - a.x) + 8192;
    sum += point(corner + a.y) * uint(a.x - b.x);
    sum += point(corner + a.y + b.y) * uint(b.x - c.x);
    sum += point(corner + a.y + b.y + c.y) * uint(c.x);
    return uvec4(sum >> 14, 0);
}
