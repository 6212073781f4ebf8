// A cheap clock for timing single rows: the time-stamp counter where there is one.
#pragma once
#include <stdint.h>
#include <time.h>

#if defined(__x86_64__)
static inline uint64_t cplatform_ticks(void) { return __builtin_ia32_rdtsc(); }
#else
static inline uint64_t cplatform_ticks(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}
#endif

/// Monotonic clock in nanoseconds.
static inline uint64_t cplatform_nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}
