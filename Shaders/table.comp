#version 450
#extension GL_GOOGLE_include_directive : require
// A code value by its entry in a table of 16-bit words. p[2]: the last entry, which is that of codes beyond too.
#define MAKES_FOUR
#include "common.glsl"

uvec4 four(ivec2 at) {
    ivec4 code = ivec4(min(firstFour(at), uint(push.p[2])));
    return uvec4(half16(code.x), half16(code.y), half16(code.z), half16(code.w));
}
