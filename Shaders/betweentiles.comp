#version 450
#extension GL_GOOGLE_include_directive : require
// Samples of clahe between the tables of four tiles: the second input. p[2], p[3]: codes of black and white; p[4]: s; p[5], p[6]: a tile's width and height;
// p[7]: tiles across and down.
#include "common.glsl"

/// The tile before a place, the one behind it, and that one's weight in 1/16384.
ivec3 neighbours(int position, int size) {
    int distance = 2 * position - size, tile = distance < 0 ? -1 : distance / (2 * size), part = distance - tile * 2 * size;
    return ivec3(max(tile, 0), min(tile + 1, push.p[7] - 1), int((uint(part) * 16384u + uint(size)) / uint(2 * size)));
}

uint blend(int column, ivec3 rows, int bin) {
    uint above = secondAt(ivec2(bin, rows.x * push.p[7] + column)), below = secondAt(ivec2(bin, rows.y * push.p[7] + column));
    return (above * uint(16384 - rows.z) + below * uint(rows.z) + 64) >> 7;
}

uint64_t value(int column, ivec3 rows, int code) {
    int shift = push.p[4], bin = code >> shift;
    uint part = uint(code & (1 << shift) - 1) + 1;
    return uint64_t((blend(column, rows, bin) * ((1u << shift) - part) + blend(column, rows, bin + 1) * part) >> shift);
}

uint pixel(ivec2 at) {
    ivec3 rows = neighbours(at.y, push.p[6]), columns = neighbours(at.x, push.p[5]);
    int code = clamp(int(firstIn(at.x, at.y)), push.p[2], push.p[3]) - push.p[2];
    uint64_t left = value(columns.x, rows, code) * uint64_t(16384 - columns.z), right = value(columns.y, rows, code) * uint64_t(columns.z);
    return uint((left + right + (uint64_t(1) << 20)) >> 21);
}
