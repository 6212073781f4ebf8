// Which instruction-set level this processor has.
#pragma once

/// 0: x86-64 baseline (or another architecture), 1: x86-64-v3 (AVX2), 2: x86-64-v4 (AVX-512 F BW CD DQ VL).
int cplatform_cpu_level(void);
