// Memory on its way into the caches before it is read.
#pragma once

/// Asks for the cache lines of `bytes` bytes from `start` on; waits for nothing and may name any address.
static inline void cplatform_prefetch(const void *start, long bytes) {
    for (long offset = 0; offset < bytes; offset += 64) __builtin_prefetch((const char *)start + offset);
}
