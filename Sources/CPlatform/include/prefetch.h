// Asking for memory ahead of its use.
#pragma once
#include <stdint.h>

/// Brings `count` bytes into the caches; a hint, for any address.
static inline void cplatform_prefetch(const void *bytes, intptr_t count) {
    // From the first line's begin, or the last line would be left out where `bytes` lies inside one.
    const uintptr_t end = (uintptr_t)bytes + (uintptr_t)count;
    for (uintptr_t line = (uintptr_t)bytes & ~(uintptr_t)63; line < end; line += 64) __builtin_prefetch((const void *)line, 0, 3);
}
