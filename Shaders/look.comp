#version 450
#extension GL_GOOGLE_include_directive : require
// A code value by its entry in a table that another pass has made, of 16-bit words: the second input. Codes beyond have the last entry.
#define MAKES_FOUR
#include "common.glsl"

uvec4 four(ivec2 at) {
    uvec4 code = min(firstFour(at), uint(push.second.width - 1));
    Halves table = Halves(push.second.address);
    return uvec4(table.v[code.x], table.v[code.y], table.v[code.z], table.v[code.w]);
}
