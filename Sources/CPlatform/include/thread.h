// Thread names, which glibc declares only with _GNU_SOURCE.
#pragma once
#include <sys/prctl.h>

/// Names the calling thread; the kernel keeps 15 bytes.
static inline void cplatform_name_thread(const char *name) { (void)prctl(PR_SET_NAME, name, 0, 0, 0); }
