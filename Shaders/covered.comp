#version 450
#extension GL_GOOGLE_include_directive : require
// The mean, half up, of the samples that one of a subsampled plane covers; the last column and row stand for those beyond. p[2], p[3]: shifts across and down;
// p[4]: columns from one sample to the next; p[5]: column of the first; p[6]: bits down.
#include "common.glsl"

uint pixel(ivec2 at) {
    int shiftX = push.p[2], shiftY = push.p[3], step = push.p[4], lastX = push.first.width / step - 1, lastY = push.first.height - 1;
    uint sum = (1u << push.p[6]) >> 1;
    for (int j = 0; j < 1 << shiftY; j++)
        for (int i = 0; i < 1 << shiftX; i++)
            sum += firstIn(min((at.x << shiftX) + i, lastX) * step + push.p[5], min((at.y << shiftY) + j, lastY));
    return sum >> push.p[6];
}
