// What all shaders share. An invocation makes four neighbouring samples of a row and stores them in words; each shader gives `pixel`, or with MAKES_FOUR `four`.
// One with HAS_MAIN does as it likes.
//
// Planes are named by device addresses in the push constants; rows begin at multiples of 64 bytes, so that whole words may be stored at their ends. Borders
// are mirrored without repeating the edge sample. All arithmetic is the filters' own, in whole numbers.
#extension GL_EXT_buffer_reference : require
#extension GL_EXT_shader_8bit_storage : require
#extension GL_EXT_shader_16bit_storage : require
#extension GL_EXT_shader_explicit_arithmetic_types_int64 : require

layout(local_size_x = 32, local_size_y = 8, local_size_x_id = 0, local_size_y_id = 1) in;
// Bytes a sample: 1, 2 or 4.
layout(constant_id = 2) const int outputBytes = 1;
layout(constant_id = 3) const int firstBytes = 1;
layout(constant_id = 4) const int secondBytes = 1;
// Columns and rows of the first input beside an output sample that its window reaches; where the tile has room a group reads them into shared memory once.
layout(constant_id = 5) const int reachX = 0;
layout(constant_id = 6) const int reachY = 0;
// Samples of the tile; 1: there is none.
layout(constant_id = 7) const int tileCount = 1;

struct Plane {
    uint64_t address;
    int width;
    int height;
    // Bytes from one row to the next.
    int stride;
    int unused;
};

layout(push_constant) uniform Push {
    Plane result;
    Plane first;
    Plane second;
    // Of words, or of a plane laid out as the first input.
    uint64_t table;
    int p[12];
} push;

layout(buffer_reference, std430, buffer_reference_align = 1) buffer Bytes { uint8_t v[]; };
layout(buffer_reference, std430, buffer_reference_align = 2) buffer Halves { uint16_t v[]; };
layout(buffer_reference, std430, buffer_reference_align = 4) buffer Words { uint v[]; };

shared uint tile[tileCount];

uint read(uint64_t row, int bytes, int x) {
    if (bytes == 1) return uint(Bytes(row).v[x]);
    if (bytes == 2) return uint(Halves(row).v[x]);
    return Words(row).v[x];
}

int mirrored(int index, int count) {
    if (index >= 0 && index < count) return index;
    if (count == 1) return 0;
    int period = 2 * (count - 1), folded = index % period;
    if (folded < 0) folded += period;
    return folded < count ? folded : period - folded;
}

/// The first input at a place of its plane.
uint firstIn(int x, int y) { return read(push.first.address + uint64_t(y) * uint64_t(push.first.stride), firstBytes, x); }
/// The first input at any place.
uint firstAt(int x, int y) { return firstIn(mirrored(x, push.first.width), mirrored(y, push.first.height)); }

/// Input column and row of the tile's first sample. p[0] and p[1]: what is added to an output's column and row to come to the input's.
ivec2 tileOrigin() {
    return ivec2(gl_WorkGroupID.xy * gl_WorkGroupSize.xy) * ivec2(4, 1) + ivec2(push.p[0] - reachX, push.p[1] - reachY);
}

int tileWidth() { return 4 * int(gl_WorkGroupSize.x) + (2 * reachX + 3 & ~3); }

/// Every fourth column stands together: neighbouring invocations, which are four columns apart, read neighbouring words and so each another bank.
int tilePlace(int x, int y) { return y * tileWidth() + (x & 3) * (tileWidth() >> 2) + (x >> 2); }

/// The first input at a place within reach of the output sample.
uint near(int x, int y) {
    if (tileCount == 1) return firstAt(x, y);
    ivec2 at = ivec2(x, y) - tileOrigin();
    return tile[tilePlace(at.x, at.y)];
}

/// Four samples of a row from a place on.
uvec4 nearFour(int x, int y) { return uvec4(near(x, y), near(x + 1, y), near(x + 2, y), near(x + 3, y)); }

/// Four samples of a plane from a place on whose column is a multiple of four; those beyond the row are anything.
uvec4 fourOf(uint64_t row, int bytes, int x) {
    Words words = Words(row);
    if (bytes == 1) {
        uint all = words.v[x >> 2];
        return uvec4(all, all >> 8, all >> 16, all >> 24) & 0xffu;
    }
    if (bytes == 2) {
        uint a = words.v[x >> 1], b = words.v[(x >> 1) + 1];
        return uvec4(a, a >> 16, b, b >> 16) & 0xffffu;
    }
    return uvec4(words.v[x], words.v[x + 1], words.v[x + 2], words.v[x + 3]);
}

/// The inputs where they are of the output's size.
uvec4 firstFour(ivec2 at) { return fourOf(push.first.address + uint64_t(at.y) * uint64_t(push.first.stride), firstBytes, at.x); }
/// The same of any row.
uvec4 rowFour(int x, int y) { return firstFour(ivec2(x, mirrored(y, push.first.height))); }
uvec4 secondFour(ivec2 at) { return fourOf(push.second.address + uint64_t(at.y) * uint64_t(push.second.stride), secondBytes, at.x); }
uvec4 thirdFour(ivec2 at) { return fourOf(push.table + uint64_t(at.y) * uint64_t(push.first.stride), firstBytes, at.x); }
uint secondAt(ivec2 at) { return read(push.second.address + uint64_t(at.y) * uint64_t(push.second.stride), secondBytes, at.x); }
/// The plane in place of the table.
uint thirdAt(ivec2 at) { return read(push.table + uint64_t(at.y) * uint64_t(push.first.stride), firstBytes, at.x); }
uint word(int index) { return Words(push.table).v[index]; }
uint half16(int index) { return word(index >> 1) >> (16 * (index & 1)) & 0xffffu; }

/// Stores four samples of a row of the result from a place on whose column is a multiple of four.
void storeFour(ivec2 at, uvec4 v) {
    Words words = Words(push.result.address + uint64_t(at.y) * uint64_t(push.result.stride));
    if (outputBytes == 1) {
        words.v[at.x >> 2] = v[0] | v[1] << 8 | v[2] << 16 | v[3] << 24;
    } else if (outputBytes == 2) {
        words.v[at.x >> 1] = v[0] | v[1] << 16;
        words.v[(at.x >> 1) + 1] = v[2] | v[3] << 16;
    } else {
        for (int i = 0; i < 4; i++) words.v[at.x + i] = v[i];
    }
}

#ifndef HAS_MAIN
#ifdef MAKES_FOUR
/// The four samples from a place on; those beyond the result are not looked at, so that what they are made of matters only where it is an index.
uvec4 four(ivec2 at);
#else
uint pixel(ivec2 at);

uvec4 four(ivec2 at) {
    uvec4 samples;
    for (int i = 0; i < 4; i++) samples[i] = pixel(ivec2(min(at.x + i, push.result.width - 1), at.y));
    return samples;
}
#endif

void main() {
    if (tileCount > 1) {
        ivec2 origin = tileOrigin();
        int width = tileWidth();
        for (int i = int(gl_LocalInvocationIndex); i < tileCount; i += int(gl_WorkGroupSize.x * gl_WorkGroupSize.y))
            tile[tilePlace(i % width, i / width)] = firstAt(origin.x + i % width, origin.y + i / width);
        barrier();
    }
    ivec2 at = ivec2(gl_GlobalInvocationID.xy) * ivec2(4, 1);
    if (at.x >= push.result.width || at.y >= push.result.height) return;
    storeFour(at, four(at));
}
#endif
