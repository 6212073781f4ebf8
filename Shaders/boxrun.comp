#version 450
#extension GL_GOOGLE_include_directive : require
// Means or sums along one direction by running sums: an invocation makes p[6] samples in that direction, a multiple of four, each from the one before.
// p[2]: radius; p[3]: 1 for down; p[4]: samples of the whole window, 0 for the sum; p[5]: 1: sums need 64 bits.
#define HAS_MAIN
#include "common.glsl"

uvec4 means(uvec4 sum) {
    uint count = uint(push.p[4]);
    return count == 0 ? sum : (sum + count / 2) / count;
}

uint mean(uint sum) {
    uint count = uint(push.p[4]);
    return count == 0 ? sum : (sum + count / 2) / count;
}

uint wideMean(uint64_t sum) {
    uint64_t count = uint64_t(uint(push.p[4]));
    return uint((sum + count / 2) / count);
}

/// Neighbouring invocations make neighbouring columns, four each.
void down() {
    int radius = push.p[2], x = 4 * int(gl_GlobalInvocationID.x), first = int(gl_GlobalInvocationID.y) * push.p[6];
    int end = min(first + push.p[6], push.result.height);
    if (x >= push.result.width || first >= end) return;
    if (push.p[5] == 1) {
        u64vec4 sum = u64vec4(0);
        for (int y = first - radius; y <= first + radius; y++) sum += rowFour(x, y);
        for (int y = first; y < end; y++) {
            storeFour(ivec2(x, y), uvec4(wideMean(sum.x), wideMean(sum.y), wideMean(sum.z), wideMean(sum.w)));
            sum += rowFour(x, y + radius + 1);
            sum -= rowFour(x, y - radius);
        }
        return;
    }
    uvec4 sum = uvec4(0);
    for (int y = first - radius; y <= first + radius; y++) sum += rowFour(x, y);
    for (int y = first; y < end; y++) {
        storeFour(ivec2(x, y), means(sum));
        sum += rowFour(x, y + radius + 1) - rowFour(x, y - radius);
    }
}

/// Neighbouring invocations make neighbouring rows, so that each walks along lines of the cache that it has to itself.
void across() {
    int radius = push.p[2], y = int(gl_WorkGroupID.y * gl_WorkGroupSize.x + gl_LocalInvocationID.x);
    int first = int(gl_WorkGroupID.x * gl_WorkGroupSize.y + gl_LocalInvocationID.y) * push.p[6], end = min(first + push.p[6], push.result.width);
    if (y >= push.result.height || first >= end) return;
    if (push.p[5] == 1) {
        uint64_t sum = 0;
        for (int x = first - radius; x <= first + radius; x++) sum += firstAt(x, y);
        for (int x = first; x < end; x += 4) {
            uvec4 v;
            for (int i = 0; i < 4; i++) {
                v[i] = wideMean(sum);
                sum += firstAt(x + i + radius + 1, y);
                sum -= firstAt(x + i - radius, y);
            }
            storeFour(ivec2(x, y), v);
        }
        return;
    }
    uint sum = 0;
    for (int x = first - radius; x <= first + radius; x++) sum += firstAt(x, y);
    for (int x = first; x < end; x += 4) {
        uvec4 v;
        for (int i = 0; i < 4; i++) {
            v[i] = mean(sum);
            sum += firstAt(x + i + radius + 1, y) - firstAt(x + i - radius, y);
        }
        storeFour(ivec2(x, y), v);
    }
}

void main() {
    if (push.p[3] == 1) down(); else across();
}
