#version 450
#extension GL_GOOGLE_include_directive : require
// The table of equalize from counts; one group. p[2], p[3]: codes of black and white; p[4]: samples counted.
//
// The definition is in single precision, which devices may round otherwise: here it is done in whole numbers, mantissa and exponent apart.
#define HAS_MAIN
#include "common.glsl"

shared uint first;
shared uint sums[256];

struct Number { uint64_t mantissa; int exponent; };

/// v / 2^shift to the nearest, half to even.
uint64_t rounded(uint64_t v, int shift) {
    if (shift <= 0) return v << -shift;
    if (shift > 63) return 0;
    uint64_t result = v >> shift, rest = v - (result << shift), middle = uint64_t(1) << (shift - 1);
    return rest > middle || rest == middle && (result & 1) == 1 ? result + 1 : result;
}

int bits(uint64_t v) {
    uint high = uint(v >> 32);
    return high != 0 ? 33 + findMSB(high) : 1 + findMSB(uint(v));
}

/// Cut to 24 bits.
Number single(uint64_t v, int exponent) {
    int drop = max(0, bits(v) - 24);
    return Number(rounded(v, drop), exponent + drop);
}

Number quotient(uint64_t a, Number b) {
    // 24 to 26 bits and what is left over, which decides between two halves.
    int up = 25 + bits(b.mantissa) - bits(a);
    uint64_t whole = (a << up) / b.mantissa, rest = (a << up) - whole * b.mantissa;
    return single(whole << 1 | uint64_t(rest != 0), -up - 1 - b.exponent);
}

void store(int code, uint value) { Halves(push.result.address).v[code] = uint16_t(value); }

void main() {
    int own = int(gl_LocalInvocationIndex), black = push.p[2], white = push.p[3], bins = white - black + 1;
    Words counts = Words(push.first.address);
    int share = (bins + 255) / 256, begin = min(own * share, bins), end = min(begin + share, bins);
    if (own == 0) first = 0xffffffff;
    barrier();
    uint sum = 0;
    for (int bin = begin; bin < end; bin++) {
        if (counts.v[bin] != 0) atomicMin(first, uint(bin));
        sum += counts.v[bin];
    }
    sums[own] = sum;
    barrier();
    uint below = 0;
    for (int i = 0; i < own; i++) below += sums[i];
    uint lowest = counts.v[first], rest = uint(push.p[4]) - lowest;
    int codes = push.result.width;
    if (rest == 0) {
        for (int code = own; code < codes; code += 256) store(code, uint(code));
        return;
    }
    Number scale = quotient(uint64_t(white - black), single(rest, 0));
    uint running = below;
    for (int bin = begin; bin < end; bin++) {
        running += counts.v[bin];
        uint value = uint(black);
        if (bin > int(first)) {
            Number count = single(running - lowest, 0), product = single(count.mantissa * scale.mantissa, count.exponent + scale.exponent);
            value += uint(rounded(product.mantissa, -product.exponent));
        }
        store(black + bin, value);
    }
    for (int code = own; code < black; code += 256) store(code, uint(black));
    for (int code = white + 1 + own; code < codes; code += 256) store(code, uint(white));
}
