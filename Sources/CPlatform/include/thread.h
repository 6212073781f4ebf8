// Thread names, which glibc declares only with _GNU_SOURCE, and waiting without sleep.
#pragma once
#include <sys/prctl.h>

/// Names the calling thread; the kernel keeps 15 bytes.
static inline void cplatform_name_thread(const char *name) { (void)prctl(PR_SET_NAME, name, 0, 0, 0); }

/// Tells the processor that this thread looks again and again: the other one on its core gets the units.
static inline void cplatform_pause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}
