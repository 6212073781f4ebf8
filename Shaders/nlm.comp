#version 450
#extension GL_GOOGLE_include_directive : require
// Non-local means. p[2], p[3]: the patch's radius across and down; p[4], p[5]: the search's; p[6]: bits above eight; p[7]: r; p[8]: E; p[9]: A; p[10]: K; p[11]: M.
#define MAKES_FOUR
#include "common.glsl"

uvec4 four(ivec2 at) {
    ivec2 patchSize = ivec2(push.p[2], push.p[3]), search = ivec2(push.p[4], push.p[5]);
    uvec4 sum = uvec4(0), total = uvec4(0);
    for (int dy = -search.y; dy <= search.y; dy++) {
        for (int dx = -search.x; dx <= search.x; dx++) {
            uvec4 distance = uvec4(0);
            // A column of differences counts for each of the four whose patch it lies in.
            for (int i = -patchSize.x; i <= patchSize.x + 3; i++) {
                uint column = 0;
                for (int j = at.y - patchSize.y; j <= at.y + patchSize.y; j++) {
                    int difference = int(near(at.x + i, j)) - int(near(at.x + i + dx, j + dy));
                    uint cut = min(uint(abs(difference)) >> push.p[6], uint(push.p[8]));
                    column += cut * cut >> push.p[7];
                }
                ivec4 from = i - ivec4(0, 1, 2, 3);
                distance += column * uvec4(lessThanEqual(abs(from), ivec4(patchSize.x)));
            }
            uvec4 weight = uvec4(max(push.p[9] - ivec4(distance), 0)) * uint(push.p[10]);
            for (int k = 0; k < 3; k++) weight = weight * weight >> 16;
            weight = weight * uint(push.p[11]) >> 16;
            sum += weight * nearFour(at.x + dx, at.y + dy);
            total += weight;
        }
    }
    return (sum + total / 2) / total;
}
