#version 450
#extension GL_GOOGLE_include_directive : require
// Blocks of areas, 1 in the second input, are outlined or masked. p[2]: 1 for the mask; p[3]: the mark; p[4]: what else is in a mask; p[5], p[6]: the plane's subsampling
// shifts; p[7], p[8]: luma's width and height.
#include "common.glsl"

bool isIn(int x, int y) { return uint(x) < uint(push.second.width) && uint(y) < uint(push.second.height) && secondAt(ivec2(x, y)) == 1; }

uint pixel(ivec2 at) {
    ivec2 luma = ivec2(at.x << push.p[5], at.y << push.p[6]), block = luma / 8;
    bool isMarked = isIn(block.x, block.y);
    if (push.p[2] == 1) return uint(isMarked ? push.p[3] : push.p[4]);
    ivec2 before = luma % 8, behind = min(8 * block + 8, ivec2(push.p[7], push.p[8])) - 1 - luma;
    bool isEdge = before.x < 2 && !isIn(block.x - 1, block.y) || behind.x < 2 && !isIn(block.x + 1, block.y) || before.y < 2 && !isIn(block.x, block.y - 1)
        || behind.y < 2 && !isIn(block.x, block.y + 1);
    return isMarked && isEdge ? uint(push.p[3]) : firstIn(at.x, at.y);
}
