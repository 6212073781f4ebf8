#version 450
#extension GL_GOOGLE_include_directive : require
// Tables of clahe, a group and a row of the result for each tile. p[2], p[3]: codes of black and white; p[4]: s; p[5], p[6]: a tile's width and height; p[7]: tiles across;
// p[8]: the limit of a count.
#define HAS_MAIN
#include "common.glsl"

shared uint counts[1024];
shared uint sums[256];
shared uint beyond;

void main() {
    int own = int(gl_LocalInvocationIndex), black = push.p[2], white = push.p[3], bins = ((white - black) >> push.p[4]) + 1;
    int tile = int(gl_WorkGroupID.x), width = push.p[5], height = push.p[6], left = tile % push.p[7] * width, top = tile / push.p[7] * height;
    uint limit = uint(push.p[8]);
    for (int i = own; i < 1024; i += 256) counts[i] = 0;
    if (own == 0) beyond = 0;
    barrier();
    for (int i = own; i < width * height; i += 256) {
        int code = clamp(int(firstAt(left + i % width, top + i / width)), black, white) - black;
        atomicAdd(counts[code >> push.p[4]], 1);
    }
    barrier();
    for (int i = own; i < bins; i += 256) {
        if (counts[i] <= limit) continue;
        atomicAdd(beyond, counts[i] - limit);
        counts[i] = limit;
    }
    barrier();
    // The part of what is cut off that each bin gets, and of the rest one to every step-th bin until none is left.
    uint share = beyond / uint(bins), rest = beyond - share * uint(bins), step = max(1u, uint(bins) / max(1u, rest));
    uint sum = 0;
    for (int i = 4 * own; i < 4 * own + 4; i++) {
        if (i < bins) counts[i] += share + uint(uint(i) % step == 0 && uint(i) / step < rest);
        sum += counts[i];
    }
    sums[own] = sum;
    barrier();
    uint running = 0;
    for (int i = 0; i < own; i++) running += sums[i];
    Halves result = Halves(push.result.address + uint64_t(tile) * uint64_t(push.result.stride));
    uint64_t area = uint64_t(width) * uint64_t(height);
    if (own == 0) result.v[0] = uint16_t(black);
    for (int i = 4 * own; i < 4 * own + 4 && i < bins; i++) {
        running += counts[i];
        result.v[i + 1] = uint16_t(uint64_t(black) + (2 * uint64_t(running) * uint64_t(white - black) + area) / (2 * area));
    }
}
