#version 450
#extension GL_GOOGLE_include_directive : require
// Gradient magnitude. p[2], p[3]: side and centre weight, both 0 for the Laplacian; p[4]: scale in 2^-16; p[5]: black; p[6]: the most above it.
#include "common.glsl"

uint pixel(ivec2 at) {
    int x = at.x, y = at.y, side = push.p[2], centre = push.p[3];
    int n = int(near(x, y - 1)), s = int(near(x, y + 1)), w = int(near(x - 1, y)), e = int(near(x + 1, y));
    int64_t magnitude;
    if (side == 0 && centre == 0) {
        magnitude = abs(w + e + n + s - 4 * int(near(x, y)));
    } else {
        int nw = int(near(x - 1, y - 1)), ne = int(near(x + 1, y - 1)), sw = int(near(x - 1, y + 1)), se = int(near(x + 1, y + 1));
        int64_t gx = side * (ne - nw + se - sw) + centre * (e - w), gy = side * (sw - nw + se - ne) + centre * (s - n);
        int64_t square = gx * gx + gy * gy;
        // The nearest whole number m is the one with m² − m < square ≤ m² + m; the estimate has 24 bits.
        magnitude = int64_t(sqrt(float(square)));
        while (magnitude * magnitude + magnitude < square) magnitude++;
        while (magnitude > 0 && magnitude * magnitude - magnitude >= square) magnitude--;
    }
    return uint(push.p[5]) + uint(min((magnitude * push.p[4] + 32768) >> 16, int64_t(push.p[6])));
}
