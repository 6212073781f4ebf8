#version 450
#extension GL_GOOGLE_include_directive : require
// Corners: crosses on those that are taken. The second input has the scores, the third what is known. p[2]: Q; p[3], p[4]: codes of white and black.
#include "common.glsl"
#include "corners.glsl"

uint taken(ivec2 at) {
    if (uint(at.x) >= uint(push.second.width) || uint(at.y) >= uint(push.second.height)) return 0;
    uint all = secondAt(at), score = all & 0x7fffffff;
    if (score == 0 || score < least(word(best), push.p[2])) return 0;
    if (word(isAll) == 1 || score > word(limit)) return all;
    bool isBefore = uint(at.y) < word(lastRow) || uint(at.y) == word(lastRow) && uint(at.x) <= word(lastColumn);
    return score == word(limit) && isBefore ? all : 0;
}

uint pixel(ivec2 at) {
    uint corner = 0;
    // In reading order: of equal scores the first is seen.
    for (int i = -9; i <= 9; i++) {
        ivec2 step = i < -3 ? ivec2(0, i + 6) : i > 3 ? ivec2(0, i - 6) : ivec2(i, 0);
        if (step.x == 0 && i != 0 && (i < -3 ? step.y >= 0 : step.y <= 0)) continue;
        uint other = taken(at + step);
        if ((other & 0x7fffffff) > (corner & 0x7fffffff)) corner = other;
    }
    return corner == 0 ? firstIn(at.x, at.y) : uint(corner >> 31 == 1 ? push.p[3] : push.p[4]);
}
