#define _GNU_SOURCE
#include "cpu.h"
#include "thread.h"
#include "ticks.h"
#include <sched.h>
#include <unistd.h>

int cplatform_processor_count(void) {
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0)
        return CPU_COUNT(&set);
    // More than 1024 of them: the set does not hold them.
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count > 0 ? (int)count : 1;
}

int cplatform_processor(void) { return sched_getcpu(); }

int cplatform_leave_processor(pthread_t thread, int processor) {
    cpu_set_t allowed, others;
    int code = pthread_getaffinity_np(thread, sizeof allowed, &allowed);
    if (code != 0) return code;
    others = allowed;
    CPU_CLR(processor, &others);
    if (CPU_COUNT(&others) == 0) return 0;
    code = pthread_setaffinity_np(thread, sizeof others, &others);
    return code != 0 ? code : pthread_setaffinity_np(thread, sizeof allowed, &allowed);
}

int cplatform_cpu_level(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi") || !__builtin_cpu_supports("bmi2") || !__builtin_cpu_supports("fma") ||
        !__builtin_cpu_supports("movbe") || !__builtin_cpu_supports("f16c") || !__builtin_cpu_supports("lzcnt"))
        return 0;
    if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512bw") || !__builtin_cpu_supports("avx512cd") ||
        !__builtin_cpu_supports("avx512dq") || !__builtin_cpu_supports("avx512vl") || !__builtin_cpu_supports("avx512vbmi") ||
        !__builtin_cpu_supports("avx512vbmi2") || !__builtin_cpu_supports("avx512vnni"))
        return 1;
    return 2;
#else
    return 0;
#endif
}
