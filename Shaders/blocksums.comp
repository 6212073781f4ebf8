#version 450
#extension GL_GOOGLE_include_directive : require
// Sums of a row's or a column's samples by blocks. p[2]: a block's side in luma samples; p[3]: the plane's subsampling shift in the direction; p[4]: 1 for down.
// Down, p[5] and p[6] are the shift and the samples across, and what is made is the block's mean.
#include "common.glsl"

int edge(int block, int shift, int count) { return min(count, (block * push.p[2] + (1 << shift) - 1) >> shift); }

uint pixel(ivec2 at) {
    uint sum = 0;
    if (push.p[4] == 0) {
        for (int x = edge(at.x, push.p[3], push.first.width), end = edge(at.x + 1, push.p[3], push.first.width); x < end; x++) sum += firstIn(x, at.y);
        return sum;
    }
    int first = edge(at.y, push.p[3], push.first.height), end = edge(at.y + 1, push.p[3], push.first.height);
    for (int y = first; y < end; y++) sum += firstIn(at.x, y);
    uint count = uint(end - first) * uint(edge(at.x + 1, push.p[5], push.p[6]) - edge(at.x, push.p[5], push.p[6]));
    return count == 0 ? 0 : uint((2 * uint64_t(sum) + count) / (2 * count));
}
