// What the passes know of the best corners: words of one plane.
const int best = 0;       // the largest score
const int limit = 1;      // the least score of those that are taken, as far as its bits are known
const int rest = 2;       // how many of that score are taken
const int isAll = 3;      // 1 where all corners are taken
const int lastRow = 4;    // place of the last of that score that is taken
const int lastColumn = 5;

/// The least score that is good enough. `quality`: Q.
uint least(uint highest, int quality) { return max(1u, uint((uint64_t(highest) * uint64_t(quality) + 65535) >> 16)); }
