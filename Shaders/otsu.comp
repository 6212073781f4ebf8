#version 450
#extension GL_GOOGLE_include_directive : require
// The table of threshold by Otsu's method from counts; one group. p[2], p[3]: codes of black and white.
//
// The definition is in double precision, which devices need not have and may round otherwise: here it is done in whole numbers, mantissa and exponent apart.
#define HAS_MAIN
#include "common.glsl"

/// mantissa * 2^exponent, the mantissa of 53 bits or 0.
struct Real { uint64_t mantissa; int exponent; };

shared uint below[256];
shared uint64_t sums[256];
shared uint64_t mantissas[256];
shared int exponents[256];
shared int places[256];
shared int limit;

int bits(uint64_t v) {
    uint high = uint(v >> 32);
    return high != 0 ? 33 + findMSB(high) : 1 + findMSB(uint(v));
}

/// v * 2^exponent to the nearest, half to even. `isMore`: what is left out of v, less than 1, is not nothing; then v has more than 53 bits.
Real rounded(uint64_t v, bool isMore, int exponent) {
    if (v == 0) return Real(0, -100000);
    int drop = bits(v) - 53;
    if (drop <= 0) return Real(v << -drop, exponent + drop);
    uint64_t mantissa = v >> drop, rest = v - (mantissa << drop), middle = uint64_t(1) << (drop - 1);
    if (rest > middle || rest == middle && (isMore || (mantissa & 1) == 1)) mantissa++;
    return mantissa >> 53 == 1 ? Real(mantissa >> 1, exponent + drop + 1) : Real(mantissa, exponent + drop);
}

Real quotient(uint64_t a, uint b) {
    if (a == 0) return Real(0, -100000);
    uint64_t whole = a / b, rest = a - whole * b;
    int exponent = 0;
    while (whole >> 54 == 0) {
        rest <<= 1;
        whole <<= 1;
        exponent--;
        if (rest >= b) {
            rest -= b;
            whole |= 1;
        }
    }
    return rounded(whole, rest != 0, exponent);
}

bool isLess(Real a, Real b) { return a.exponent < b.exponent || a.exponent == b.exponent && a.mantissa < b.mantissa; }

Real difference(Real a, Real b) {
    Real x = a, y = b;
    if (isLess(a, b)) {
        x = b;
        y = a;
    }
    if (y.mantissa == 0) return x;
    // Ten bits more than there are; what still falls out counts as a little.
    int apart = x.exponent - y.exponent;
    uint64_t high = x.mantissa << 10, low = apart <= 10 ? y.mantissa << (10 - apart) : apart < 74 ? y.mantissa >> (apart - 10) : 0;
    bool isMore = apart > 10 && (apart >= 74 || low << (apart - 10) != y.mantissa);
    return rounded(isMore ? high - low - 1 : high - low, isMore, x.exponent - 10);
}

Real product(Real a, Real b) {
    uint64_t mask = 0xffffffffUL, al = a.mantissa & mask, ah = a.mantissa >> 32, bl = b.mantissa & mask, bh = b.mantissa >> 32;
    uint64_t ll = al * bl, lh = al * bh, hl = ah * bl, middle = (ll >> 32) + (lh & mask) + (hl & mask);
    uint64_t low = middle << 32 | ll & mask, high = ah * bh + (lh >> 32) + (hl >> 32) + (middle >> 32);
    return rounded(high << 22 | low >> 42, (low & (uint64_t(1) << 42) - 1) != 0, a.exponent + b.exponent + 42);
}

void main() {
    int own = int(gl_LocalInvocationIndex), black = push.p[2], white = push.p[3], bins = white - black + 1;
    Words counts = Words(push.first.address);
    int share = (bins + 255) / 256, begin = min(own * share, bins), end = min(begin + share, bins);
    uint count = 0;
    uint64_t sum = 0;
    for (int bin = begin; bin < end; bin++) {
        count += counts.v[bin];
        sum += uint64_t(bin) * counts.v[bin];
    }
    below[own] = count;
    sums[own] = sum;
    barrier();
    uint total = 0, running = 0;
    uint64_t all = 0, runningSum = 0;
    for (int i = 0; i < 256; i++) {
        total += below[i];
        all += sums[i];
        if (i < own) {
            running += below[i];
            runningSum += sums[i];
        }
    }
    Real best = Real(0, -100000);
    int place = -1;
    for (int bin = begin; bin < end; bin++) {
        running += counts.v[bin];
        runningSum += uint64_t(bin) * counts.v[bin];
        if (running == 0 || running == total) continue;
        Real apart = difference(quotient(runningSum, running), quotient(all - runningSum, total - running));
        Real value = rounded(uint64_t(running) * uint64_t(total - running), false, 0);
        if (apart.mantissa != 0) value = product(product(value, apart), apart);
        if (apart.mantissa != 0 && isLess(best, value)) {
            best = value;
            place = bin;
        }
    }
    mantissas[own] = best.mantissa;
    exponents[own] = best.exponent;
    places[own] = place;
    barrier();
    if (own == 0) {
        limit = (bins - 1) / 2;
        best = Real(0, -100000);
        for (int i = 0; i < 256; i++) {
            Real other = Real(mantissas[i], exponents[i]);
            if (places[i] < 0 || !isLess(best, other)) continue;
            best = other;
            limit = places[i];
        }
    }
    barrier();
    for (int code = own; code < push.result.width; code += 256) Halves(push.result.address).v[code] = uint16_t(code <= black + limit ? black : white);
}
