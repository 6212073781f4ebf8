// Which instruction-set level this processor has, and how many of them there are.
#pragma once

/// 0: x86-64 baseline (or another architecture), 1: x86-64-v3 (AVX2), 2: x86-64-v4 with VBMI, VBMI2 and VNNI (AVX-512
/// since Ice Lake and Zen 4; processors before them lower their clock for its vectors and are better off with AVX2).
int cplatform_cpu_level(void);

/// Processors that this process may use: what taskset and cpusets leave of the machine. At least 1.
int cplatform_processor_count(void);
