// Thread names and places, which glibc declares only with _GNU_SOURCE, and waiting without sleep.
#pragma once
#include <pthread.h>
#include <sys/prctl.h>
#include <sys/resource.h>

/// Names the calling thread; the kernel keeps 15 bytes.
static inline void cplatform_name_thread(const char *name) { (void)prctl(PR_SET_NAME, name, 0, 0, 0); }

/// Lowers the calling thread's claim on the processors (on Linux `nice` is a thread's own), also for threads that it will start. 0: done.
static inline int cplatform_give_way(int nice) { return setpriority(PRIO_PROCESS, 0, nice); }

/// Tells the processor that this thread looks again and again: the other one on its core gets the units.
static inline void cplatform_pause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/// The processor that the calling thread runs on; -1: unknown.
int cplatform_processor(void);

/// Moves `thread` away from `processor`, if it may use others; what it may use stays as it was. Not for one thread by two at a
/// time: the later one would take for the thread's own what the other has left it for the moment. 0: done, or there is no other.
int cplatform_leave_processor(pthread_t thread, int processor);
